/** Who may log in: the users file, its lines, and those who change it. */
package dev.postern.passwords.users;
