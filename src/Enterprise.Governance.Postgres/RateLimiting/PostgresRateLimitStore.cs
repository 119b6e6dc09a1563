using System.Globalization;
using Enterprise.Governance.RateLimiting;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Keeps the limiter's counters in PostgreSQL: one function call, one round trip, exact across processes. Thread-safe.</summary>
/// <remarks>
/// The clock is the server's. A count is on disk a moment after the call returns (<c>synchronous_commit = off</c> for these transactions alone);
/// see <see cref="GovernancePostgresOptions.RateLimitSynchronousCommit"/>.
/// </remarks>
/// <param name="database">The database, with the tables of <see cref="PostgresFeatures.RateLimiting"/>.</param>
public sealed class PostgresRateLimitStore(GovernancePostgresDatabase database) : IRateLimitStore
{
    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));

    // What never changes is part of the text: each parameter costs on both sides.
    private readonly string _acquire = database.Sql(string.Create(CultureInfo.InvariantCulture,
        $"""
        SELECT {"{schema}"}.rate_limit_acquire(
            $1, $2, $3, $4::text[], $5::text[], $6::bigint[], $7::bigint[], '{database.LockTimeoutMilliseconds}', {(database.RateLimitSynchronousCommit ? "true" : "false")}{(database.TestClock is null ? "" : ", $8")})::text
        """));

    /// <inheritdoc/>
    public ValueTask<RateLimitStoreResult> AcquireAsync(RateLimitStoreRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Keys.IsEmpty)
            return new(new RateLimitStoreResult(true, (_database.TestClock ?? TimeProvider.System).GetUtcNow(), []));

        // Every caller sends the counters in this order, which is the order in which the function locks them.
        (RateLimitStoreKey Key, string Kind, int Place)[] keys = [.. request.Keys.Select(static (key, i) => (key, NameOf(key.Kind), i))];
        Array.Sort(keys, static (a, b) => string.CompareOrdinal(a.Kind, b.Kind) is not 0 and int byKind ? byKind : string.CompareOrdinal(a.Key.Id, b.Key.Id));
        return _database.WriteAsync(
            static (batch, s) => s.store.Fill(batch, s.request, s.keys), static (reader, s) => ReadAsync(reader, s.keys), (store: this, request, keys), cancellationToken);
    }

    private void Fill(NpgsqlBatch batch, RateLimitStoreRequest request, (RateLimitStoreKey Key, string Kind, int Place)[] keys)
    {
        NpgsqlBatchCommand command = batch.AddCommand(_acquire)
            .AddText(request.Tenant).AddInteger(request.WindowSeconds).AddInteger(request.Permits)
            .AddTexts(keys.Select(static key => key.Kind)).AddTexts(keys.Select(static key => key.Key.Id)).AddBigints(keys.Select(static key => key.Key.Limit));
        if (Array.Exists(keys, static key => key.Key.LeaseSize > 0))
            command.AddBigints(keys.Select(static key => (long)key.Key.LeaseSize));
        else
            command.AddText(null);
        if (_database.TestClock is not null)
            command.AddTime(_database.Now);
    }

    private static async Task<RateLimitStoreResult> ReadAsync(NpgsqlDataReader reader, (RateLimitStoreKey Key, string Kind, int Place)[] keys)
    {
        await reader.ReadAsync().ConfigureAwait(false);
        return Parse(reader.GetString(0), keys);
    }

    /// <summary>Reads the numbers that the function returns: see its migration.</summary>
    private static RateLimitStoreResult Parse(string answer, (RateLimitStoreKey Key, string Kind, int Place)[] keys)
    {
        RateLimitStoreKeyResult[] results = new RateLimitStoreKeyResult[keys.Length];
        bool isAcquired = true;
        ReadOnlySpan<char> rest = answer.AsSpan(1, answer.Length - 2);
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddTicks(Next(ref rest) * TimeSpan.TicksPerMicrosecond);
        foreach ((_, _, int place) in keys)
        {
            RateLimitStoreKeyResult result = new(Next(ref rest), Next(ref rest), Next(ref rest), Next(ref rest) != 0);
            isAcquired &= !result.IsRefused;
            results[place] = result;
        }

        return new RateLimitStoreResult(isAcquired, now, [.. results]);
    }

    private static long Next(ref ReadOnlySpan<char> rest)
    {
        int comma = rest.IndexOf(',');
        ReadOnlySpan<char> number = comma < 0 ? rest : rest[..comma];
        rest = comma < 0 ? default : rest[(comma + 1)..];
        return long.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static string NameOf(RateLimitKind kind) => kind switch
    {
        RateLimitKind.Tenant => "tenant",
        RateLimitKind.Org => "org",
        _ => "user",
    };
}
