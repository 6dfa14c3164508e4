package dev.postern.smtp.tls;

import dev.postern.smtp.protocol.Ascii;
import dev.postern.smtp.protocol.DomainName;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/** Chooses the server's certificate by the name that the client asks for (SNI, RFC 6066 3). */
final class SniKeyManager extends X509ExtendedKeyManager {
    private static final int NAME_LIMIT = 253;

    private final Map<String, ServerCertificate> aliases = new HashMap<>();
    private final Map<String, List<ServerCertificate>> names = new HashMap<>();
    private final List<ServerCertificate> fallback;

    /** @param all one at least; the first is for clients that ask for none of the names */
    SniKeyManager(List<ServerCertificate> all) {
        for (ServerCertificate certificate : all) {
            aliases.put(alias(certificate), certificate);
            certificate
                    .names()
                    .forEach(name -> names.computeIfAbsent(name, any -> new ArrayList<>())
                            .add(certificate));
        }
        ServerCertificate first = all.get(0);
        this.fallback = first.names().isEmpty()
                ? List.of(first)
                : names.get(first.names().get(0));
    }

    /** The host name that the client asks for, in lower case; null if there is none, or what is there is no host name. */
    static String serverName(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return null;
        }
        return extended.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
                .filter(name -> name.length() <= NAME_LIMIT && DomainName.hasLabels(name, Ascii::isLetterOrDigit))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return choose(serverName(engine.getHandshakeSession()), keyType);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        ServerCertificate certificate = aliases.get(alias);
        return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        ServerCertificate certificate = aliases.get(alias);
        return certificate == null ? null : certificate.key();
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return choose(null, keyType);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        String alias = choose(null, keyType);
        return alias == null ? null : new String[] {alias};
    }

    /** There are none: this is the server's side. */
    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    /**
     * Chooses a certificate by name and type of key: one name may have an RSA and an ECDSA certificate. A client that asks for no
     * known name gets one of those for the first name of the first certificate.
     *
     * @param host in lower case, or null if the client asks for none
     * @param keyType as Java calls it
     * @return its alias, or null if there is none of this type
     */
    private String choose(String host, String keyType) {
        return candidates(host).stream()
                .filter(certificate -> certificate.keyType().equals(keyType))
                .findFirst()
                .map(SniKeyManager::alias)
                .orElse(null);
    }

    private List<ServerCertificate> candidates(String host) {
        if (host == null) {
            return fallback;
        }
        List<ServerCertificate> exact = names.get(host);
        int dot = host.indexOf('.');
        return exact != null || dot < 0
                ? exact == null ? fallback : exact
                : names.getOrDefault("*" + host.substring(dot), fallback);
    }

    private static String alias(ServerCertificate certificate) {
        return certificate.file().toString();
    }
}
