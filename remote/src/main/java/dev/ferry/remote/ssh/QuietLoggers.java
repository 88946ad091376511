package dev.ferry.remote.ssh;

import net.schmizz.sshj.common.LoggerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * SSHJ writes errors and stack traces to its log for things that we report ourselves. So it is heard only where somebody
 * asked for debug output.
 */
final class QuietLoggers implements LoggerFactory {
    @Override
    public Logger getLogger(String name) {
        Logger logger = org.slf4j.LoggerFactory.getLogger(name);
        return logger.isDebugEnabled() ? logger : NOPLogger.NOP_LOGGER;
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return getLogger(type.getName());
    }
}
