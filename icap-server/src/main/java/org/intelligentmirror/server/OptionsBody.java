package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;

/** An OPTIONS request whose body has a preview: it is answered when that has ended. The body means nothing here. */
final class OptionsBody implements IcapExchange {
    private final AnswerWriter answer;
    private final IcapService service;
    private final ServerContext server;

    OptionsBody(AnswerWriter answer, IcapService service, ServerContext server) {
        this.answer = answer;
        this.service = service;
        this.server = server;
    }

    @Override
    public void onChunk(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onPreviewEnd() {
        answer.message(OptionsReply.of(service, server));
    }

    @Override
    public void onBodyEnd(boolean ieof) {
        answer.message(OptionsReply.of(service, server));
    }

    @Override
    public void onAbort() {
        // Nothing is held.
    }
}
