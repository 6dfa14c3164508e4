package dev.postern.launcher.config;

import java.util.List;

/**
 * One value given outside of the files.
 *
 * @param path its keys and indexes
 * @param text the value as it was written
 * @param origin the variable or argument
 */
record Assignment(List<String> path, String text, Origin origin) {}
