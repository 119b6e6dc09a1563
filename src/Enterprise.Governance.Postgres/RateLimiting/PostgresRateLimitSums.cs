using System.Runtime.InteropServices;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Postgres;

/// <summary>What several requests want of each counter together, and what each of them would have been told, had they come one after another.</summary>
internal sealed class PostgresRateLimitSums
{
    private readonly Dictionary<(RateLimitKind, string), int> _places = [];
    private readonly List<(RateLimitStoreKey Key, long Permits)> _counters = [];

    internal IReadOnlyList<(RateLimitStoreKey Key, long Permits)> Counters => _counters;

    /// <summary>Adds a request, unless it knows a counter under another limit, as while tenants are reloaded.</summary>
    internal bool TryAdd(RateLimitStoreRequest request)
    {
        foreach (RateLimitStoreKey key in request.Keys)
        {
            if (_places.TryGetValue((key.Kind, key.Id), out int place) && _counters[place].Key.Limit != key.Limit)
                return false;
        }

        foreach (RateLimitStoreKey key in request.Keys)
        {
            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, (key.Kind, key.Id), out bool isKnown);
            if (!isKnown)
            {
                place = _counters.Count;
                _counters.Add((key, 0));
            }

            _counters[place] = (key, _counters[place].Permits + request.Permits);
        }

        return true;
    }

    /// <summary>Takes the results apart, the last request first: before it, its counters held as many permits less as it took.</summary>
    internal RateLimitStoreResult[] Split(IReadOnlyList<RateLimitStoreRequest> requests, RateLimitStoreResult together)
    {
        RateLimitStoreResult[] results = new RateLimitStoreResult[requests.Count];
        RateLimitStoreKeyResult[] counters = [.. together.Keys];
        for (int i = requests.Count - 1; i >= 0; i--)
        {
            RateLimitStoreRequest request = requests[i];
            RateLimitStoreKeyResult[] keys = new RateLimitStoreKeyResult[request.Keys.Length];
            for (int k = 0; k < keys.Length; k++)
            {
                ref RateLimitStoreKeyResult counter = ref counters[_places[(request.Keys[k].Kind, request.Keys[k].Id)]];
                keys[k] = counter with { Taken = request.Permits };
                counter = counter with { Count = counter.Count - request.Permits };
            }

            results[i] = new RateLimitStoreResult(true, together.Now, ImmutableCollectionsMarshal.AsImmutableArray(keys));
        }

        return results;
    }
}
