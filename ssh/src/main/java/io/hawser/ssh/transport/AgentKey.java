package io.hawser.ssh.transport;

import java.io.IOException;
import java.util.Arrays;

/** A key that an agent holds. */
final class AgentKey extends UserKey {
    private final Agent agent;
    private final Agent.Key key;
    private final Attempt attempt;

    AgentKey(Agent agent, Agent.Key key, Attempt attempt) {
        this.agent = agent;
        this.key = key;
        this.attempt = attempt;
    }

    @Override
    byte[] blob() {
        return key.blob().clone();
    }

    boolean is(byte[] blob) {
        return Arrays.equals(key.blob(), blob);
    }

    @Override
    byte[] sign(byte[] data, String algorithm) {
        try {
            return agent.sign(key.blob(), data, algorithm, attempt);
        } catch (IOException e) {
            unusable(Shown.words(e));
            return null;
        }
    }

    @Override
    public String getName() {
        return "agent's " + Shown.text(key.comment());
    }
}
