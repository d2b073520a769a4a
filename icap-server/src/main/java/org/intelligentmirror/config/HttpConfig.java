package org.intelligentmirror.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * {@code [http]}: the listener for operators, browsers and handed-off downloads.
 *
 * @param advertise the URL Squid reaches the listener by, when that is not {@code listen}
 * @param allow clients that may connect
 */
public record HttpConfig(ListenAddress listen, Optional<URI> advertise, List<Cidr> allow) {}
