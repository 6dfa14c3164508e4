/** What several plugins share. */
package dev.postern.support;
