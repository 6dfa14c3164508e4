package dev.postern.smtp;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Shows each client the certificate for the name that it asks for (RFC 6066 3). */
final class ServerKeys extends X509ExtendedKeyManager {
    private final Identities identities;

    ServerKeys(Identities identities) {
        this.identities = identities;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return identities.choose(ServerName.of(engine.getHandshakeSession()), keyType);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Identity identity = identities.of(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        Identity identity = identities.of(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return identities.choose(null, keyType);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        String alias = identities.choose(null, keyType);
        return alias == null ? null : new String[] {alias};
    }

    /** A server is no client. */
    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
