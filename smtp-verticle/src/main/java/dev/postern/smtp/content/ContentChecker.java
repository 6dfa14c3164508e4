package dev.postern.smtp.content;

import dev.postern.contract.Reply;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Replies;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.function.Consumer;

/**
 * Looks at the content of one message as it arrives, without the dot stuffing: line ends, the length of lines, the size of the
 * header section, and how often the message was received. The first thing that is wrong is what it is refused for. Where the
 * packets end makes no difference.
 *
 * <p>A bare CR is one without LF behind it, a bare LF one without CR before it: servers that take one of them for a line end
 * may read a second message behind it. Where they are repaired, each becomes CR LF: CR CR LF becomes two line ends, and so do
 * LF CR and LF CR LF. A message with binary data (RFC 3030) has no lines: neither its line ends nor their distance matter.
 */
final class ContentChecker {
    private static final byte[] CR = {'\r'};
    private static final byte[] LF = {'\n'};

    private final Limits.PerMessage limits;
    private final boolean binary;
    private final boolean repairs;
    private final Consumer<Buffer> out;
    /** Null once it is over. */
    private HeaderScanner header = new HeaderScanner();

    private Reply objection;
    private boolean afterCr;
    private int line;

    /**
     * @param binary whether the message was announced as BINARYMIME
     * @param out gets the content, repaired where it has to be, and none any more from an objection on
     */
    ContentChecker(SmtpOptions options, boolean binary, Consumer<Buffer> out) {
        this.limits = options.limits().message();
        this.binary = binary;
        this.repairs = options.policy().bareLineEnds() == SmtpOptions.BareLineEnds.REPAIR;
        this.out = out;
    }

    /** What the message is to be refused with, or null as long as it is good. */
    Reply objection() {
        return objection;
    }

    /** Looks at a piece and passes it on. */
    void accept(Buffer piece) {
        if (objection != null || piece.length() == 0) {
            return;
        }
        ByteBuf raw = ((BufferInternal) piece).getByteBuf();
        Repair whole = raw.hasArray()
                ? new Repair(piece, raw.array(), raw.arrayOffset() + raw.readerIndex())
                : new Repair(piece, piece.getBytes(), 0);
        look(whole);
        if (objection == null) {
            out.accept(whole.result());
        }
    }

    /** The content is complete. */
    void end() {
        if (afterCr && objection == null && !binary) {
            if (repairs) {
                out.accept(Buffer.buffer(LF));
            } else {
                objection = Replies.BARE_LINE_END;
            }
        }
        afterCr = false;
    }

    private void look(Repair piece) {
        byte[] octets = piece.octets;
        int at = piece.from;
        if (afterCr) {
            afterCr = false;
            at = afterCr(piece, at - 1);
        }
        while (at < piece.to && objection == null) {
            int end = LineEnds.next(octets, at, piece.to);
            text(octets, at, end);
            if (end == piece.to || objection != null) {
                return;
            }
            at = octets[end] == '\r' ? cr(piece, end) : bare(piece, end, end, CR);
        }
    }

    private int cr(Repair piece, int at) {
        if (at + 1 == piece.to) {
            afterCr = true;
            return piece.to;
        }
        return afterCr(piece, at);
    }

    /** What stands behind the CR at this index, which may be the last octet of the piece before. */
    private int afterCr(Repair piece, int at) {
        if (piece.octets[at + 1] == '\n') {
            lineEnd();
            return at + 2;
        }
        return bare(piece, at, at + 1, LF);
    }

    /**
     * A CR or LF that is no line end.
     *
     * @param gap where the octet that would make it one is missing
     * @return the index behind it
     */
    private int bare(Repair piece, int at, int gap, byte[] missing) {
        if (binary) {
            text(missing == LF ? CR : LF, 0, 1);
        } else if (repairs) {
            piece.insert(gap, missing);
            lineEnd();
        } else {
            objection = Replies.BARE_LINE_END;
        }
        return at + 1;
    }

    private void text(byte[] octets, int from, int to) {
        if (header != null) {
            header.text(octets, from, to);
            checkHeader();
        }
        if (binary) {
            return;
        }
        line += to - from;
        if (line > limits.line() - 2 && objection == null) {
            objection = Replies.CONTENT_LINE_TOO_LONG;
        }
    }

    private void lineEnd() {
        line = 0;
        if (header != null) {
            header.lineEnd();
            checkHeader();
        }
    }

    private void checkHeader() {
        if (header.hops() > limits.hops()) {
            objection = Replies.LOOP;
        } else if (header.size() > limits.header()) {
            objection = Replies.HEADER_TOO_LARGE;
        }
        if (header.isOver()) {
            header = null;
        }
    }

    /** A piece in which octets are missing: a copy only if there are any. */
    private static final class Repair {
        private final Buffer piece;
        private final byte[] octets;
        private final int from;
        private final int to;
        private int copied;
        private Buffer repaired;

        Repair(Buffer piece, byte[] octets, int from) {
            this.piece = piece;
            this.octets = octets;
            this.from = from;
            this.to = from + piece.length();
            this.copied = from;
        }

        void insert(int before, byte[] missing) {
            copy(before);
            repaired.appendBytes(missing);
        }

        Buffer result() {
            if (repaired == null) {
                return piece;
            }
            copy(to);
            return repaired;
        }

        private void copy(int end) {
            if (repaired == null) {
                repaired = Buffer.buffer(piece.length() + piece.length() / 8);
            }
            repaired.appendBytes(octets, copied, end - copied);
            copied = end;
        }
    }
}
