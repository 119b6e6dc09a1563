using System.Collections.Immutable;
using System.Globalization;
using Enterprise.Governance.RateLimiting;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>One call of the server's function: counters of one tenant in the order in which they are locked, each with the permits that are wanted of it.</summary>
internal sealed class PostgresRateLimitCall
{
    private readonly string _tenant;
    private readonly int _windowSeconds;
    private readonly Counter[] _counters;

    private PostgresRateLimitCall(RateLimitStoreRequest request, Counter[] counters)
    {
        (_tenant, _windowSeconds, _counters) = (request.Tenant, request.WindowSeconds, counters);

        // Every caller sends the counters in this order.
        Array.Sort(_counters, static (a, b) => string.CompareOrdinal(a.Kind, b.Kind) is not 0 and int byKind ? byKind : string.CompareOrdinal(a.Key.Id, b.Key.Id));
    }

    internal static PostgresRateLimitCall Of(RateLimitStoreRequest request)
    {
        Counter[] counters = new Counter[request.Keys.Length];
        for (int i = 0; i < counters.Length; i++)
            counters[i] = new Counter(request.Keys[i], NameOf(request.Keys[i].Kind), i, request.Permits);
        return new PostgresRateLimitCall(request, counters);
    }

    /// <summary>Makes one call of several requests of one tenant and one window. Its result has the counters in the order of <paramref name="sums"/>.</summary>
    internal static PostgresRateLimitCall Of(RateLimitStoreRequest first, PostgresRateLimitSums sums) =>
        new(first, [.. sums.Counters.Select(static (counter, i) => new Counter(counter.Key, NameOf(counter.Key.Kind), i, counter.Permits))]);

    internal void AddTo(NpgsqlBatch batch, string sql, GovernancePostgresDatabase database)
    {
        NpgsqlBatchCommand command = batch.AddCommand(sql)
            .AddText(_tenant).AddInteger(_windowSeconds).AddBigints(_counters.Select(static counter => counter.Permits))
            .AddTexts(_counters.Select(static counter => counter.Kind)).AddTexts(_counters.Select(static counter => counter.Key.Id)).AddBigints(_counters.Select(static counter => counter.Key.Limit));
        if (Array.Exists(_counters, static counter => counter.Key.LeaseSize > 0))
            command.AddBigints(_counters.Select(static counter => (long)counter.Key.LeaseSize));
        else
            command.AddText(null);
        if (database.TestClock is not null)
            command.AddTime(database.Now);
    }

    /// <summary>Reads the numbers that the function returns: see its migration.</summary>
    internal RateLimitStoreResult Read(string answer)
    {
        RateLimitStoreKeyResult[] results = new RateLimitStoreKeyResult[_counters.Length];
        bool isAcquired = true;
        ReadOnlySpan<char> rest = answer.AsSpan(1, answer.Length - 2);
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddTicks(Next(ref rest) * TimeSpan.TicksPerMicrosecond);
        foreach (Counter counter in _counters)
        {
            RateLimitStoreKeyResult result = new(Next(ref rest), Next(ref rest), Next(ref rest), Next(ref rest) != 0);
            isAcquired &= !result.IsRefused;
            results[counter.Place] = result;
        }

        return new RateLimitStoreResult(isAcquired, now, ImmutableArray.Create(results));
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

    private readonly record struct Counter(RateLimitStoreKey Key, string Kind, int Place, long Permits);
}
