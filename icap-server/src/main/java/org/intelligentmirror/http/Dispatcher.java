package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of a request and runs it: in the event loop if it works from memory, else on the blocking pool. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Routes routes;
    private final Executor pool;

    Dispatcher(Routes routes, Executor pool) {
        this.routes = routes;
        this.pool = pool;
    }

    /** Never blocks. {@code reply} runs exactly once on {@code loop}, unless that is shut down. */
    void dispatch(ClientRequest request, Executor loop, Consumer<Answer> reply) {
        Endpoint endpoint;
        try {
            endpoint = routes.find(request);
        } catch (HttpProblem problem) {
            reply.accept(answerTo(problem));
            return;
        }
        if (!endpoint.blocking()) {
            reply.accept(run(endpoint, request));
            return;
        }
        try {
            pool.execute(() -> {
                Answer answer = run(endpoint, request);
                try {
                    loop.execute(() -> reply.accept(answer));
                } catch (RejectedExecutionException e) {
                    answer.discard();
                }
            });
        } catch (RejectedExecutionException e) {
            reply.accept(answerTo(HttpProblem.overload()));
        }
    }

    /** The answer that reports a problem. */
    static Answer answerTo(HttpProblem problem) {
        return Json.answer(
                problem.status(),
                Json.object().put("error", problem.error()).put("detail", problem.detail()),
                problem.headers());
    }

    private static Answer run(Endpoint endpoint, ClientRequest request) {
        try {
            return endpoint.route().answer(request);
        } catch (HttpProblem problem) {
            return answerTo(problem);
        } catch (StoreException e) {
            LOG.warn("{} {} failed: the store has a fault ({})", request.method(), request.path(), e.kind(), e);
            return answerTo(new HttpProblem(
                    HttpResponseStatus.SERVICE_UNAVAILABLE, "store", "the store has a fault; see the server's log"));
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            return answerTo(new HttpProblem(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal", "see the server's log", Map.of()));
        }
    }
}
