package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

final class PortableJailRaceTest extends JailRaceContract {
    @Override
    Jail open(Path root) throws IOException {
        return OpenedJail.portable(root);
    }

    /** What the JDK does by path alone: see {@link PortableFolder#byPath}. */
    @Override
    Set<Race> makingNamesOutside() {
        return Set.of(Race.RENAME_FOLDER_IN, Race.MAKE_FOLDER, Race.MAKE_LINK, Race.LINK_IN, Race.LINK_ACROSS);
    }
}
