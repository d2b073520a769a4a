package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class SendFaultTest {
    @Test
    void aReceiverThatLeftIsNoFaultOfTheFile() {
        assertThat(SendFault.mayBeOfFile(new ClosedChannelException())).isFalse();
        assertThat(SendFault.mayBeOfFile(new IOException("Broken pipe"))).isFalse();
        assertThat(SendFault.mayBeOfFile(new IOException("Connection reset by peer")))
                .isFalse();
        assertThat(SendFault.mayBeOfFile(new SocketException("anything"))).isFalse();
    }

    @Test
    void aDiskThatDoesNotReadAndAFileThatEndsEarlyAre() {
        assertThat(SendFault.mayBeOfFile(new IOException("Input/output error"))).isTrue();
        assertThat(SendFault.mayBeOfFile(new IOException("Underlying file size 1 smaller then requested count 2")))
                .isTrue();
    }

    /** The numbers are those of Linux: EPIPE, ECONNRESET, EIO, ESTALE. */
    @Test
    void nativeErrorsAreToldApartToo() {
        assumeThat(Epoll.isAvailable()).isTrue();
        assertThat(SendFault.mayBeOfFile(nativeError(32))).isFalse();
        assertThat(SendFault.mayBeOfFile(nativeError(104))).isFalse();
        assertThat(SendFault.mayBeOfFile(nativeError(5))).isTrue();
        assertThat(SendFault.mayBeOfFile(nativeError(116))).isTrue();
    }

    private static IOException nativeError(int number) {
        return new Errors.NativeIoException("sendfile", -number);
    }
}
