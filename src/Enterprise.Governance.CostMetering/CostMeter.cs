using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterprise.Governance.CostMetering;

/// <inheritdoc cref="ICostMeter"/>
public sealed class CostMeter : ICostMeter
{
    private readonly ICostStore _store;
    private readonly ICostLimitSource _limits;
    private readonly PriceBook? _prices;
    private readonly TimeSpan _renewInterval;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CostInstruments _instruments;

    /// <summary>Creates a meter.</summary>
    /// <param name="store">Where budgets, holds and usage are kept.</param>
    /// <param name="limits">The tenants' limits; those of <paramref name="options"/> if absent.</param>
    /// <param name="options">How it works; copied. The defaults if absent.</param>
    /// <param name="timeProvider">The clock of renewals; the system's if absent. Holds and days follow the store's clock.</param>
    /// <param name="logger">Where lost holds are reported.</param>
    /// <param name="meterFactory">Makes the instruments, see <see cref="CostMeteringDiagnostics"/>.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public CostMeter(
        ICostStore store,
        ICostLimitSource? limits = null,
        CostMeteringOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<CostMeter>? logger = null,
        IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new CostMeteringOptions();
        CostMeteringOptionsValidator.Require(options);
        _store = store;
        _limits = limits ?? new OptionsCostLimitSource(options);
        _prices = options.PriceBook;
        HoldLifetime = options.HoldLifetime;
        _renewInterval = options.RenewInterval;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _instruments = new CostInstruments(meterFactory);
    }

    /// <inheritdoc/>
    public TimeSpan HoldLifetime { get; }

    /// <inheritdoc/>
    public async ValueTask<CostHold> PrepareHoldAsync(CostHoldRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        TenantCostLimits tenant = await _limits.GetAsync(request.Call.Scope.Tenant, cancellationToken).ConfigureAwait(false);
        long units = request.Units ?? (request.Call.Kind == CostCallKind.Llm
            ? CostCalculator.Units(request.Tokens is { } tokens ? new LlmUsage { Total = tokens, Estimated = true } : null, tenant.Limits)
            : 0);
        return new CostHold(request.Call, units, request.Tokens ?? 0, tenant.Limits, QuotasOf(request.Call, tenant.Quotas), HoldLifetime);
    }

    /// <inheritdoc/>
    public async ValueTask<CostSettlement> PrepareSettlementAsync(CostSettleRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        long units = request.Units
            ?? CostCalculator.Units(request.Usage, (await _limits.GetAsync(request.Call.Scope.Tenant, cancellationToken).ConfigureAwait(false)).Limits);
        decimal? amount = _prices?.Amount(request.Call.Model, request.Usage);
        return new CostSettlement(request.Call, units, request.Usage, amount, amount is null ? null : _prices!.Currency);
    }

    /// <inheritdoc/>
    public async ValueTask<CostHoldDecision> HoldAsync(CostHoldRequest request, CancellationToken cancellationToken = default)
    {
        CostHold hold = await PrepareHoldAsync(request, cancellationToken).ConfigureAwait(false);
        CostHoldDecision decision = await _store.HoldAsync(hold, cancellationToken).ConfigureAwait(false);
        Report(hold, decision);
        return decision;
    }

    /// <inheritdoc/>
    public async ValueTask<MeteredCall> BeginAsync(CostHoldRequest request, CancellationToken cancellationToken = default)
    {
        CostHoldDecision decision = await HoldAsync(request, cancellationToken).ConfigureAwait(false);
        return new MeteredCall(this, request.Call, decision, _renewInterval, _timeProvider, _logger);
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> RenewAsync(CostCallKey call, CancellationToken cancellationToken = default) =>
        _store.RenewAsync(call, HoldLifetime, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<CostCharge> SettleAsync(CostSettleRequest request, CancellationToken cancellationToken = default)
    {
        CostSettlement settlement = await PrepareSettlementAsync(request, cancellationToken).ConfigureAwait(false);
        CostCharge charge = await _store.SettleAsync(settlement, cancellationToken).ConfigureAwait(false);
        Report(settlement, charge);
        return charge;
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(CostCallKey call, CancellationToken cancellationToken = default) => _store.ReleaseAsync(call, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunUsage> GetRunUsageAsync(string tenant, string runId, CancellationToken cancellationToken = default) =>
        _store.GetRunUsageAsync(GovernanceIdentifier.Require(tenant), GovernanceIdentifier.Require(runId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DailyUsage>> GetDailyUsageAsync(DailyUsageQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _store.GetDailyUsageAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<UsageRow> ListUsageAsync(string tenant, string? runId = null, CancellationToken cancellationToken = default) =>
        _store.ListUsageAsync(GovernanceIdentifier.Require(tenant), runId, cancellationToken);

    /// <inheritdoc/>
    public void Report(CostHold hold, CostHoldDecision decision)
    {
        ArgumentNullException.ThrowIfNull(hold);
        ArgumentNullException.ThrowIfNull(decision);
        _instruments.Held(hold.Call.Kind, decision);
    }

    /// <inheritdoc/>
    public void Report(CostSettlement settlement, CostCharge charge)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        ArgumentNullException.ThrowIfNull(charge);
        _instruments.Settled(settlement, charge);
    }

    private static ImmutableArray<CostQuota> QuotasOf(CostCall call, LlmQuotas quotas)
    {
        if (call.Model is not { } model)
            return [];
        ImmutableArray<CostQuota>.Builder found = ImmutableArray.CreateBuilder<CostQuota>();
        Add(quotas.Tenant, CostScopeKind.Tenant, call.Scope.Tenant);
        Add(quotas.Org, CostScopeKind.Org, call.Scope.Org);
        Add(quotas.User, CostScopeKind.User, call.Scope.User);
        return found.ToImmutable();

        void Add(LlmModelQuotas? level, CostScopeKind kind, string? id)
        {
            if (id is not null && level?.MaxTokensPerDay(model) is { } max)
                found.Add(new CostQuota(kind, id, max));
        }
    }
}
