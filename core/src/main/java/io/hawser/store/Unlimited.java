package io.hawser.store;

/** The scope of an operation that runs as long as it takes. */
enum Unlimited implements Scope {
    INSTANCE;

    private static final Hold NOTHING = () -> {};

    @Override
    public Hold hold(Runnable abort) {
        return NOTHING;
    }

    @Override
    public void expectSilence() {}

    @Override
    public void expectPatience() {}

    @Override
    public void moved(long bytes) {}

    @Override
    public boolean stopped() {
        return false;
    }
}
