package dev.postern.smtp.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.BufferUnderflowException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class HandshakeErrorsTest {
    @Test
    void whatTheClientSentIsNotInIt() {
        assertEquals(
                "what the client sent is no TLS",
                HandshakeErrors.reason(
                        new DecoderException(new NotSslRecordException("not an SSL/TLS record: 41555448"))));
    }

    @Test
    void theReasonIsThatOfTheDeepestCause() {
        Exception generic = new SSLException("Unexpected exception", new SSLHandshakeException("no common group"));
        assertEquals("no common group", HandshakeErrors.reason(generic));
        assertEquals(
                "BufferUnderflowException",
                HandshakeErrors.reason(new SSLException("broken", new BufferUnderflowException())));
        assertEquals("the client has left", HandshakeErrors.reason(new ClosedChannelException()));
    }

    @Test
    void itIsOneLineOfBoundedLength() {
        String reason = HandshakeErrors.reason(new SSLException("a\r\nb" + "c".repeat(1_000)));
        assertEquals("a  b" + "c".repeat(196), reason);
    }
}
