using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;
using ReferenceServer.Data;
using ReferenceServer.Hosting;

namespace ReferenceServer.Authentication;

/// <summary>Sessions in the database, so that every API process knows them and a logout holds everywhere. Times are the server's. Thread-safe.</summary>
internal sealed class SessionStore(NpgsqlDataSource dataSource, UserDirectory users, IOptions<ServerOptions> options)
{
    /// <summary>Opens a session, and ends the one that the caller had: a token that was known before a login is worth nothing after it.</summary>
    internal async Task<Session> OpenAsync(UserEntry user, string? previous, CancellationToken cancellationToken)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using NpgsqlCommand command = dataSource.CreateCommand(
            """
            WITH gone AS (DELETE FROM reference.sessions WHERE token_sha256 = $5 OR expires_at <= clock_timestamp())
            INSERT INTO reference.sessions (token_sha256, tenant_id, user_id, expires_at) VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 second') RETURNING expires_at
            """);
        command.AddText(DigestOf(token)).AddText(user.Tenant).AddText(user.User).AddSeconds(options.Value.SessionLifetime).AddText(previous is null ? null : DigestOf(previous));
        return new Session(token, user, new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!));
    }

    /// <summary>Finds a live session. A user who is in the configuration no more has none.</summary>
    internal async Task<Session?> FindAsync(string token, CancellationToken cancellationToken) =>
        token.Length == 64 && token.All(char.IsAsciiHexDigitLower) && await FindByDigestAsync(DigestOf(token), cancellationToken) is var (user, expiresAt)
            ? new Session(token, user, expiresAt)
            : null;

    /// <summary>Finds whose live session it is that has this digest, for those who were shown the token before.</summary>
    internal async Task<UserEntry?> FindUserAsync(string digest, CancellationToken cancellationToken) => (await FindByDigestAsync(digest, cancellationToken))?.User;

    private async Task<(UserEntry User, DateTimeOffset ExpiresAt)?> FindByDigestAsync(string digest, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(
            """
            WITH found AS (
                SELECT * FROM reference.sessions
                WHERE token_sha256 = $1 AND expires_at > clock_timestamp() AND seen_at > clock_timestamp() - $2 * interval '1 second'),
            seen AS (UPDATE reference.sessions s SET seen_at = clock_timestamp() FROM found f WHERE s.token_sha256 = f.token_sha256 AND f.seen_at < clock_timestamp() - interval '10 seconds')
            SELECT tenant_id, user_id, expires_at FROM found
            """);
        command.AddText(digest).AddSeconds(options.Value.SessionIdleTime);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && users.Find(reader.GetString(0), reader.GetString(1)) is { } user
            ? (user, new DateTimeOffset(reader.GetDateTime(2)))
            : null;
    }

    internal async Task CloseAsync(string token, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand("DELETE FROM reference.sessions WHERE token_sha256 = $1");
        await command.AddText(DigestOf(token)).ExecuteNonQueryAsync(cancellationToken);
    }

    internal static string DigestOf(string token) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)));
}
