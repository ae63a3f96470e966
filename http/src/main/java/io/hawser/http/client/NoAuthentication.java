package io.hawser.http.client;

/** No credentials. */
enum NoAuthentication implements Authentication {
    INSTANCE;

    @Override
    public boolean present() {
        return false;
    }

    @Override
    public void addTo(Headers request, Origin target) {}

    @Override
    public String redacted(String text) {
        return text;
    }

    @Override
    public String shownTo(Origin origin) {
        return "; no credentials were sent";
    }
}
