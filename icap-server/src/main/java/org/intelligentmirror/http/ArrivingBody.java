package org.intelligentmirror.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.LastHttpContent;
import org.intelligentmirror.engine.Follower;
import org.intelligentmirror.engine.Joiner;

/**
 * Writes a body whose bytes are still arriving: each of its parts as soon as it is there, from the file. If the package
 * fails the connection ends, which is what says that the body is not whole. Lives on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails is told by its listener, or closes the channel
final class ArrivingBody implements Follower.Taker {
    private final ChannelHandlerContext ctx;
    private final PackageBody body;
    private final Joiner joiner;
    private final ChannelPromise end;
    private int part;
    private Follower follower;
    private long sent;
    private boolean over;

    private ArrivingBody(ChannelHandlerContext ctx, PackageBody body, Joiner joiner) {
        this.ctx = ctx;
        this.body = body;
        this.joiner = joiner;
        this.end = ctx.newPromise();
        this.follower = follower();
    }

    private Follower follower() {
        return new Follower(joiner, body.parts().get(part), ctx.executor(), this);
    }

    /** Writes {@code body}, whose head is written, to its end; the future is that of the end. Takes the joiner over. */
    static ChannelFuture write(ChannelHandlerContext ctx, PackageBody body, Joiner joiner) {
        ArrivingBody writing = new ArrivingBody(ctx, body, joiner);
        ctx.channel().closeFuture().addListener(closed -> writing.stop());
        body.writeHead(ctx, 0);
        ctx.flush();
        writing.follower.pump();
        return writing.end;
    }

    @Override
    public void take(long position, long count) {
        DefaultFileRegion piece = new Piece(joiner, position, count);
        ctx.writeAndFlush(piece).addListener((ChannelFutureListener) done -> {
            sent += piece.transferred();
            if (done.isSuccess()) {
                follower.taken(count);
            } else {
                ctx.close();
            }
        });
    }

    /** Some bytes of a file that stays the joiner's. */
    private static final class Piece extends DefaultFileRegion {
        private Piece(Joiner joiner, long position, long count) {
            super(joiner.channel(), position, count);
        }

        @Override
        protected void deallocate() {
            // There may be more to send from it.
        }
    }

    @Override
    public void done() {
        part++;
        if (part < body.parts().size()) {
            body.writeHead(ctx, part);
            follower = follower();
            // Not from within the old one: there may be hundreds of parts.
            ctx.executor().execute(() -> follower.pump());
            return;
        }
        body.writeTail(ctx);
        letGo();
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, end);
    }

    @Override
    public void failed() {
        ctx.close();
    }

    /** The connection has ended. */
    private void stop() {
        follower.stop();
        letGo();
        end.tryFailure(new java.nio.channels.ClosedChannelException());
    }

    private void letGo() {
        if (!over) {
            over = true;
            joiner.close();
            body.blob().sent().accept(sent);
        }
    }
}
