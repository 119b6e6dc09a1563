using System.Collections.Immutable;
using Enterprise.Governance.RateLimiting;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>
/// The limiter's statements. Counting runs under SQLite's write lock (BEGIN IMMEDIATE), so that nothing changes between reading the
/// counters and adding to them; read <c>now</c> inside the unit, after the lock.
/// </summary>
internal static class SqliteRateLimitOperations
{
    /// <summary>Takes permits of all counters or none. A request for 0 permits only reads.</summary>
    internal static RateLimitStoreResult Acquire(SqliteSession session, RateLimitStoreRequest request, DateTimeOffset now)
    {
        long seconds = now.ToUnixTimeSeconds();
        long current = seconds - (seconds % request.WindowSeconds);
        bool isAcquired = true;
        RateLimitStoreKeyResult[] results = new RateLimitStoreKeyResult[request.Keys.Length];
        for (int i = 0; i < results.Length; i++)
        {
            RateLimitStoreKey key = request.Keys[i];
            (long start, long count) = Read(session, request, key, current);
            long taken = key.Take(count, request.Permits);
            isAcquired &= taken >= 0;
            results[i] = new RateLimitStoreKeyResult(start, count, taken, taken < 0);
        }

        for (int i = 0; i < results.Length; i++)
        {
            long taken = isAcquired ? results[i].Taken : 0;
            results[i] = results[i] with { Count = results[i].Count + taken, Taken = taken };
            if (taken > 0)
                Write(session, request, request.Keys[i], results[i]);
        }

        return new RateLimitStoreResult(isAcquired, now, ImmutableArray.Create(results));
    }

    /// <summary>Reads a counter in the window that is current for it. INVARIANT: never a window before the stored one.</summary>
    private static (long Start, long Count) Read(SqliteSession session, RateLimitStoreRequest request, RateLimitStoreKey key, long current)
    {
        using SqliteDataReader reader = session.Query(
            """
            SELECT window_start, count FROM rate_limit_windows
            WHERE tenant_id = $tenant AND kind = $kind AND id = $id AND window_s = $window AND window_start >= $current;
            """,
            ("$tenant", request.Tenant), ("$kind", Name(key.Kind)), ("$id", key.Id), ("$window", request.WindowSeconds), ("$current", current));
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : (current, 0);
    }

    private static void Write(SqliteSession session, RateLimitStoreRequest request, RateLimitStoreKey key, RateLimitStoreKeyResult result) => session.Execute(
        """
        INSERT INTO rate_limit_windows (tenant_id, kind, id, window_s, window_start, count) VALUES ($tenant, $kind, $id, $window, $start, $count)
        ON CONFLICT (tenant_id, kind, id, window_s) DO UPDATE SET window_start = excluded.window_start, count = excluded.count;
        """,
        ("$tenant", request.Tenant), ("$kind", Name(key.Kind)), ("$id", key.Id), ("$window", request.WindowSeconds),
        ("$start", result.WindowStart), ("$count", result.Count));

    private static string Name(RateLimitKind kind) => kind switch
    {
        RateLimitKind.Tenant => "tenant",
        RateLimitKind.Org => "org",
        _ => "user",
    };
}
