using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterprise.Governance.RateLimiting;

/// <summary>Limits requests by tenant, org and user in fixed windows: a request counts on all of its keys or on none. Thread-safe.</summary>
/// <remarks>
/// <para>Without leases, exactly the limit is admitted per key and window, by however many processes share the store; with leases
/// (<see cref="RateLimitOptions.LeaseSize"/>) at most the limit. A refused request counts nothing.</para>
/// <para>Once a key is spent, this process refuses without the store until the window ends.</para>
/// <para>While the store fails, <see cref="RateLimitOptions.OnStoreFailure"/> decides; the store is tried again with growing pauses.</para>
/// </remarks>
public sealed partial class GovernanceRateLimiter
{
    private readonly IRateLimitStore _store;
    private readonly IRateLimitSource _source;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly RateLimitInstruments _instruments;
    private readonly LocalWindows _local;
    private readonly StoreCircuit _circuit;
    private readonly InProcessRateLimitStore _fallback;
    private readonly RateLimitStoreFailure _onStoreFailure;
    private readonly int _expectedInstances;
    private readonly int _windowSeconds;
    private readonly int _leaseSize;

    /// <summary>Creates a limiter.</summary>
    /// <param name="store">Where the counters are kept.</param>
    /// <param name="source">The tenants' rates; those of <paramref name="options"/> if absent.</param>
    /// <param name="options">How it works; copied. The defaults if absent.</param>
    /// <param name="timeProvider">The clock of leases, retries and the fallback; the system's if absent. Windows follow the store's clock.</param>
    /// <param name="logger">Where failures of the store are reported.</param>
    /// <param name="meterFactory">Makes the instruments, see <see cref="RateLimitingDiagnostics"/>.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public GovernanceRateLimiter(
        IRateLimitStore store,
        IRateLimitSource? source = null,
        RateLimitOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<GovernanceRateLimiter>? logger = null,
        IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new RateLimitOptions();
        RateLimitOptionsValidator.Require(options);
        _store = store;
        _source = source ?? new OptionsRateLimitSource(options);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _instruments = new RateLimitInstruments(meterFactory);
        _local = new LocalWindows(_timeProvider);
        _circuit = new StoreCircuit(_timeProvider, options.StoreRetryDelay, options.StoreRetryMaxDelay);
        _fallback = new InProcessRateLimitStore(_timeProvider);
        _onStoreFailure = options.OnStoreFailure;
        _expectedInstances = options.ExpectedInstances;
        _windowSeconds = options.WindowSeconds;
        _leaseSize = options.LeaseSize;
    }

    /// <summary>Asks for permits and counts them if every limit admits the request.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="permits">The weight of the request: how many requests it counts as. 0 asks whether one would be admitted, and counts nothing.</param>
    /// <param name="cancellationToken">Cancels the wait. When it throws, nothing has been counted.</param>
    /// <returns>The decision; a refusal is a value, not an exception.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is negative.</exception>
    /// <exception cref="GovernanceException">The tenant's rates do not fit the window (<c>rate_limits_invalid</c>), or the source of rates failed.</exception>
    public async ValueTask<RateLimitDecision> AcquireAsync(GovernanceScope scope, int permits = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfNegative(permits);
        cancellationToken.ThrowIfCancellationRequested();
        TenantRateLimits limits = await _source.GetAsync(scope.Tenant, cancellationToken).ConfigureAwait(false);
        RateLimitDecision decision = await DecideAsync(scope.Tenant, KeysOf(scope, limits), permits, cancellationToken).ConfigureAwait(false);
        _instruments.Decided(decision);
        return decision;
    }

    /// <summary>Asks for permits that this process holds already: no I/O, no waiting. A refusal counts nothing, not even in telemetry.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="permits">The weight of the request. 0 asks whether a limit is known to be spent.</param>
    /// <returns>
    /// The decision; with <see cref="RateLimitOrigin.NotLeased"/> only the store can tell, so ask <see cref="AcquireAsync"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is negative.</exception>
    /// <exception cref="GovernanceException">The tenant's rates do not fit the window (<c>rate_limits_invalid</c>).</exception>
    public RateLimitDecision AttemptAcquire(GovernanceScope scope, int permits = 1)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfNegative(permits);
        if (!_source.TryGet(scope.Tenant, out TenantRateLimits? limits))
            return new RateLimitDecision(isAcquired: false, RateLimitOrigin.NotLeased, permits, []);
        ImmutableArray<RateLimitStoreKey> keys = KeysOf(scope, limits);
        if (keys.IsEmpty)
            return Unlimited(permits);
        RateLimitKeyState[] states = StatesOf(keys);
        if (RefuseZeroLimits(keys, states))
            return RateLimitDecision.FromKeys(RateLimitOrigin.Spent, permits, ImmutableArray.Create(states));
        LocalVerdict verdict = _local.Take(scope.Tenant, keys, permits, mayReservePart: false, new long?[keys.Length], states);
        RateLimitDecision decision = verdict switch
        {
            LocalVerdict.Acquired => RateLimitDecision.FromKeys(RateLimitOrigin.Leased, permits, ImmutableArray.Create(states)),
            LocalVerdict.Spent => RateLimitDecision.FromKeys(RateLimitOrigin.Spent, permits, ImmutableArray.Create(states)),
            _ => new RateLimitDecision(isAcquired: permits == 0, RateLimitOrigin.NotLeased, permits, ImmutableArray.Create(states)),
        };
        if (decision.IsAcquired && permits > 0)
            _instruments.Decided(decision);
        return decision;
    }

    /// <summary>Creates a .NET limiter for one scope. Disposing it ends that object only.</summary>
    /// <param name="scope">Who asks.</param>
    /// <returns>The limiter.</returns>
    public RateLimiter CreateLimiter(GovernanceScope scope) => new GovernanceScopeRateLimiter(this, scope, _timeProvider);

    /// <summary>Creates a .NET limiter over scopes, such as ASP.NET Core's middleware takes. Disposing it ends that object only.</summary>
    /// <returns>The limiter; scopes that have been idle are forgotten.</returns>
    public PartitionedRateLimiter<GovernanceScope> CreatePartitionedLimiter() =>
        PartitionedRateLimiter.Create<GovernanceScope, (string Tenant, string? Org, string? User)>(scope =>
            RateLimitPartition.Get((scope.Tenant, scope.Org, scope.User), _ => CreateLimiter(scope)));

    /// <summary>Gets how many keys this process remembers.</summary>
    internal int KeysInMemory => _local.Count;

    /// <summary>Returns how many permits the scope has left, as far as memory knows; keys of which nothing is known count in full.</summary>
    internal long AvailableInMemory(GovernanceScope scope)
    {
        if (!_source.TryGet(scope.Tenant, out _))
            return 0;
        RateLimitDecision known = AttemptAcquire(scope, permits: 0);
        long available = long.MaxValue;
        foreach (RateLimitKeyState key in known.Keys)
            available = Math.Min(available, key.Remaining ?? key.Limit);
        return available;
    }

    private static RateLimitDecision Unlimited(int permits) => new(isAcquired: true, RateLimitOrigin.Unlimited, permits, []);

    private ImmutableArray<RateLimitStoreKey> KeysOf(GovernanceScope scope, TenantRateLimits limits)
    {
        ImmutableArray<RateLimitStoreKey>.Builder keys = ImmutableArray.CreateBuilder<RateLimitStoreKey>(3);
        Add(RateLimitKind.Tenant, scope.Tenant);
        Add(RateLimitKind.Org, scope.Org);
        Add(RateLimitKind.User, scope.User);
        return keys.DrainToImmutable();

        void Add(RateLimitKind kind, string? id)
        {
            if (id is null || limits.PerMinute(kind) is not { } perMinute)
                return;
            if (!RateLimitWindow.TryGetLimit(perMinute, _windowSeconds, out long limit, out _))
                throw new GovernanceException("rate_limits_invalid", $"the rate limits of tenant `{scope.Tenant}` cannot be applied: {string.Join("; ", limits.Problems(_windowSeconds))}");
            keys.Add(new RateLimitStoreKey(kind, id, limit, _leaseSize));
        }
    }

    private RateLimitKeyState[] StatesOf(ImmutableArray<RateLimitStoreKey> keys)
    {
        RateLimitKeyState[] states = new RateLimitKeyState[keys.Length];
        for (int i = 0; i < states.Length; i++)
            states[i] = new RateLimitKeyState(keys[i].Kind, keys[i].Id, keys[i].Limit, _windowSeconds);
        return states;
    }

    /// <summary>Marks keys with a limit of 0, which no store needs to be asked about. Their window is by our own clock.</summary>
    private bool RefuseZeroLimits(ImmutableArray<RateLimitStoreKey> keys, RateLimitKeyState[] states)
    {
        bool isRefused = false;
        for (int i = 0; i < states.Length; i++)
        {
            if (keys[i].Limit > 0)
                continue;
            DateTimeOffset now = _timeProvider.GetUtcNow();
            DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / _windowSeconds * _windowSeconds);
            states[i] = states[i] with { Remaining = 0, WindowStart = start, ResetAfter = start.AddSeconds(_windowSeconds) - now, IsRefused = true };
            isRefused = true;
        }

        return isRefused;
    }
}
