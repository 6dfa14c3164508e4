/** The SMTP verticle: speaks RFC 5321 with clients, tells and asks the plugins over the event bus. */
package dev.postern.smtp;
