package dev.postern.smtp;

import io.vertx.core.buffer.Buffer;

/** The message behind DATA, up to the line with nothing but a dot (RFC 5321 4.1.1.4). */
final class DotIntake implements Intake {
    private final Draft draft;
    private final Unstuffer unstuffer = new Unstuffer();

    DotIntake(Draft draft) {
        this.draft = draft;
    }

    @Override
    public int feed(Buffer piece) {
        return unstuffer.feed(piece, 0, draft::write);
    }

    @Override
    public long missing() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isHopeless() {
        return draft.isHopeless();
    }

    @Override
    public boolean isFull() {
        return draft.isFull();
    }
}
