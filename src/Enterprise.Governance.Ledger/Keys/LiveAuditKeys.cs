using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterprise.Governance.Ledger;

/// <summary>The audit keys of a process as they are now: asks the provider, checks what it gives, registers it in the database and lets a <see cref="ChainSealer"/> go on with it. Thread-safe.</summary>
/// <remarks>A ring is taken as a whole or not at all; appends that are under way finish with the one before. Whatever fails after the start changes nothing but <see cref="Failure"/>.</remarks>
public sealed partial class LiveAuditKeys : IAuditKeyProvider, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IAuditKeyProvider _provider;
    private readonly ILedgerStore _store;
    private readonly ChainSealer _sealer;
    private readonly TimeProvider _time;
    private readonly bool _refusesWeakKeys;
    private readonly ILogger _logger;
    private readonly Counter<long> _refreshes;
    private readonly CancellationTokenSource _disposed = new();

    // One question at a time.
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly Lock _lock = new();

    // The refresh that is under way, or the last one; under _lock.
    private Task<bool> _refresh = Task.FromResult(true);

    // Written by whoever asks.
    private volatile string? _failure;

    // The keys of the database that the last refresh on account of them did not bring.
    private volatile string? _lacking;

    /// <summary>Creates them; nothing is asked yet.</summary>
    /// <param name="provider">Where keys come from; a ring is a provider of itself.</param>
    /// <param name="store">Where keys are registered.</param>
    /// <param name="sealer">What seals with them.</param>
    /// <param name="options"><see cref="LedgerOptions.RefuseWeakKeys"/>.</param>
    /// <param name="timeProvider">The clock; the system's if absent.</param>
    /// <param name="logger">Where to log; nowhere if absent.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="LedgerDiagnostics"/>.</param>
    public LiveAuditKeys(
        IAuditKeyProvider provider, ILedgerStore store, ChainSealer sealer, LedgerOptions? options = null, TimeProvider? timeProvider = null, ILogger<LiveAuditKeys>? logger = null, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(sealer);
        (_provider, _store, _sealer) = (provider, store, sealer);
        _refusesWeakKeys = options?.RefuseWeakKeys ?? false;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<LiveAuditKeys>.Instance;
        sealer.Refresh = RefreshAsync;
        Meter meter = meterFactory?.Create(LedgerDiagnostics.MeterName) ?? new Meter(LedgerDiagnostics.MeterName);
        _refreshes = meter.CreateCounter<long>(LedgerDiagnostics.KeyRefreshes, "{refresh}");
    }

    /// <summary>Gets the code with which the last attempt to get newer keys failed, so that those before stay in force; <see langword="null"/> if it did not.</summary>
    public string? Failure => _failure;

    /// <summary>Gets the keys, registers them and activates the active one, once; later calls do nothing.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A task that ends when the sealer can seal.</returns>
    /// <exception cref="LedgerException">The provider fails (<c>audit_keys_unavailable</c>, transient), or what it gives is refused (<c>audit_keys_invalid</c>, <c>audit_key_changed</c>).</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        if (_sealer.IsActivated)
            return;
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_sealer.IsActivated)
                await RegisterAsync(await AskAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Asks the provider for the keys and goes on with them. Whoever calls while that is under way shares its result.</summary>
    /// <param name="cancellationToken">Cancels waiting; what has begun goes on.</param>
    /// <returns><see langword="false"/> if the provider failed or its ring was refused: then the keys are those of before, and <see cref="Failure"/> says why.</returns>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellationToken = default)
    {
        Task<bool> refresh;
        lock (_lock)
        {
            if (_refresh.IsCompleted)
                _refresh = Task.Run(RefreshOnceAsync, CancellationToken.None);
            refresh = _refresh;
        }

        return await refresh.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the ring in force; before the ledger was opened, the provider's, which is not registered for that.</summary>
    /// <param name="cancellationToken">Cancels asking.</param>
    /// <returns>The ring.</returns>
    /// <exception cref="LedgerException">There is none yet, and the provider fails (<c>audit_keys_unavailable</c>, transient).</exception>
    public async ValueTask<AuditKeyRing> GetKeysAsync(CancellationToken cancellationToken = default)
    {
        if (_sealer.Keys is { } ring)
            return ring;
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_sealer.Keys is null)
                _sealer.Offer(await AskAsync(cancellationToken).ConfigureAwait(false));
            return _sealer.Keys!;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Stops a refresh that is under way.</summary>
    public void Dispose() => _disposed.Cancel();

    /// <summary>Gets the ring in force, asked for anew if the database uses a key that it lacks and that was not asked for before.</summary>
    internal async ValueTask<AuditKeyRing> GetKeysForAsync(IReadOnlyList<AuditKeyRecord> records, CancellationToken cancellationToken)
    {
        AuditKeyRing ring = await GetKeysAsync(cancellationToken).ConfigureAwait(false);
        string lacking = string.Join(' ', records.Where(record => record.Generation is not null && !ring.TryGet(record.Kid, out _)).Select(static record => record.Kid));
        if (lacking.Length == 0 || lacking == _lacking)
            return ring;
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        _lacking = lacking;
        return await GetKeysAsync(cancellationToken).ConfigureAwait(false);
    }
}
