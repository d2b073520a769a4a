package org.intelligentmirror.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;

/** Puts an {@link Answer} on the wire; a package goes by sendfile. */
// A write that fails closes the channel, or fails the future of the answer's end.
@SuppressWarnings("FutureReturnValueIgnored")
final class AnswerWriter {
    private AnswerWriter() {}

    /** Writes and flushes; the future is that of the answer's end. Takes {@code answer} over. */
    static ChannelFuture write(ChannelHandlerContext ctx, HttpRequest request, Answer answer, boolean keepAlive) {
        boolean head = HttpMethod.HEAD.equals(request.method());
        if (answer instanceof Answer.Content content) {
            HttpResponse response = response(request, content.status(), content.headers(), keepAlive);
            response.headers().set("X-Content-Type-Options", "nosniff");
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, content.contentType());
            HttpUtil.setContentLength(response, content.body().length);
            ctx.write(response);
            if (!head && content.body().length > 0) {
                ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(content.body())));
            }
        } else if (answer instanceof Answer.Bare bare) {
            HttpResponse response = response(request, bare.status(), bare.headers(), keepAlive);
            if (bare.status().code() != HttpResponseStatus.NOT_MODIFIED.code()) {
                HttpUtil.setContentLength(response, 0);
            }
            ctx.write(response);
        } else if (answer instanceof Answer.Blob blob) {
            HttpResponse response = response(request, HttpResponseStatus.OK, blob.headers(), keepAlive);
            return PackageBody.of(blob, response).write(ctx, response, head);
        }
        return ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static HttpResponse response(
            HttpRequest request, HttpResponseStatus status, Map<String, String> fields, boolean keepAlive) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        HttpHeaders headers = response.headers();
        fields.forEach(headers::set);
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, "close");
        } else if (request.protocolVersion().minorVersion() == 0) {
            headers.set(HttpHeaderNames.CONNECTION, "keep-alive");
        }
        return response;
    }
}
