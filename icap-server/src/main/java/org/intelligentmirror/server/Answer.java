package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongConsumer;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.icap.ReadGate;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;

/**
 * The way back to the peer of one transaction. Used on the connection's event loop, which {@link #loop} leads to from
 * other threads. Either {@link #noContent}, or {@link #ok} and what its body needs and {@link #end}.
 */
interface Answer {
    /** Says what was decided: it goes into the answer's head, the access log and the metrics. Before the head. */
    void verdict(Verdict verdict, Reason reason);

    /** 100 Continue: the body behind the preview is wanted. */
    void continueBody();

    /** 204: the message goes on unchanged. Ends the answer. */
    void noContent();

    /** 200 with the HTTP head given raw. */
    void ok(Optional<byte[]> httpRequest, Optional<byte[]> httpResponse, IcapResponse.Body body);

    /** Some bytes of the answer's body, never none. Takes over the reference. */
    void chunk(ByteBuf bytes);

    /** A whole file as the answer's body, in one chunk. Takes over the channel. */
    void file(FileChannel file, long length);

    /** The connection ends with this answer. Before the head. */
    void closeAfterwards();

    /** Has {@code action} run when the last byte of the answer has been handed to the network. */
    void onWritten(Runnable action);

    /** Begins a chunk of so many bytes, of which {@link #part}s and then {@link #closeChunk} follow. */
    void openChunk(long length);

    /**
     * Sends bytes of an open chunk from a file, which stays the caller's. {@code sent} is told of them once they have
     * gone out, on the event loop; if they cannot, the connection ends.
     */
    void part(FileChannel file, long position, long count, LongConsumer sent);

    /** All bytes of the open chunk have gone out. */
    void closeChunk();

    /** The answer is complete. */
    void end();

    /** Breaks the answer off: the only way to tell a peer that a body is not whole. */
    void cut();

    /** Holds and releases reading from the peer. */
    ReadGate gate();

    /** Runs tasks on the connection's event loop. */
    ScheduledExecutorService loop();

    /** The address the peer connects from. */
    InetAddress peer();

    /** What is recorded of this transaction. */
    Transaction transaction();
}
