package dev.postern.passwords.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.passwords.hash.ScramKeys;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ScramMessagesTest {
    /** RFC 7677 3. */
    @Test
    void theKeysOfTheRfcProveWhatItSays() {
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        ScramKeys keys = ScramKeys.of("pencil", salt, 4096);
        String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        ScramMessages.Final last =
                ScramMessages.Final.of("c=biws,r=" + nonce + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        String message = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
                + last.withoutProof();
        assertTrue(keys.proven(last.proof(), message));
        assertEquals(
                "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
                Base64.getEncoder().encodeToString(keys.signature(message)));
        assertFalse(keys.proven(last.proof(), message + "x"));
        assertFalse(keys.proven(Arrays.copyOf(last.proof(), 31), message));
        assertFalse(keys.proven(Arrays.copyOf(last.proof(), 33), message));
        assertTrue(keys.matches("pencil"));
        assertFalse(keys.matches("pencils"));
        assertEquals(keys.text(), ScramKeys.parse(keys.text()).text());
    }

    /** It may end in a log. */
    @Test
    void theTextOfAMessageHoldsNoProof() {
        assertEquals(
                "Final[abc]",
                ScramMessages.Final.of("c=biws,r=abc,p=c29tZXNhbHQA").toString());
    }
}
