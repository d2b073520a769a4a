package org.intelligentmirror.icap;

/** A message that breaks the protocol or a limit, with the status that answers it. */
public final class IcapProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final IcapStatus status;

    /** A fault of the peer's; {@code message} names the place and never quotes more than a few of its bytes. */
    public IcapProtocolException(IcapStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** What to answer before closing. */
    public IcapStatus status() {
        return status;
    }

    static IcapProtocolException bad(String message) {
        return new IcapProtocolException(IcapStatus.BAD_REQUEST, message);
    }
}
