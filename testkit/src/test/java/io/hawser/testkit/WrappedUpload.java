package io.hawser.testkit;

import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.ServerCopy;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** An upload that does what another one does. */
abstract class WrappedUpload implements Upload {
    private final Upload upload;

    WrappedUpload(Upload upload) {
        this.upload = upload;
    }

    @Override
    public Placement placement() {
        return upload.placement();
    }

    @Override
    public long claimed() {
        return upload.claimed();
    }

    @Override
    public List<Fragment> begin(Source source, Scope scope) throws StoreException {
        return upload.begin(source, scope);
    }

    @Override
    public Optional<ServerCopy> serverCopy(Source source) {
        return upload.serverCopy(source);
    }

    @Override
    public Receipt write(Part part, Scope scope) throws IOException {
        return upload.write(part, scope);
    }

    @Override
    public void stored(Fragment fragment) throws StoreException {
        upload.stored(fragment);
    }

    @Override
    public Optional<ReadBack> readBack() {
        return upload.readBack();
    }

    @Override
    public Entry commit(List<Receipt> receipts, long size, Scope scope) throws StoreException {
        return upload.commit(receipts, size, scope);
    }

    @Override
    public void abort() throws StoreException {
        upload.abort();
    }

    @Override
    public void close() {
        upload.close();
    }
}
