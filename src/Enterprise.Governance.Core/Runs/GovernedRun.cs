using System.Collections.Immutable;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance;

/// <summary>A run whose actions and LLM calls are governed. Thread-safe: calls may run side by side.</summary>
/// <remarks>
/// Got from <see cref="IGovernance.StartRunAsync"/>, <see cref="IGovernance.GetRunAsync"/> or <see cref="IGovernance.AcquireRunAsync"/>;
/// any process may hold one. Disposing gives back the lease, if there is one; it does not end the run.
/// </remarks>
public sealed partial class GovernedRun : IAsyncDisposable
{
    private readonly PipelineServices _services;
    private readonly RunLease? _lease;
    private readonly PeriodicRenewal? _leaseRenewal;

    // Replaced as a whole after each transition this object makes; other processes may be ahead of it.
    private RunRecord _record;

    // Until when a refusal is already told, in UTC ticks. Written by Interlocked.
    private long _refusalToldUntil;

    private LlmUsage? _lastUsage;

    internal GovernedRun(PipelineServices services, RunRecord record, RunLease? lease)
    {
        _services = services;
        _record = record;
        _lease = lease;
        if (lease is not null)
        {
            _leaseRenewal = new PeriodicRenewal(
                token => services.Runs.RenewLeaseAsync(lease.RunId, lease.FencingToken, services.Settings.LeaseLifetime, token),
                services.Settings.LeaseLifetime, services.Time, services.Logger);
        }
    }

    /// <summary>Gets the run's id.</summary>
    public string RunId => _record.RunId;

    /// <summary>Gets for whom it runs.</summary>
    public GovernanceScope Scope => _record.Scope;

    /// <summary>Gets the run as this object last saw it.</summary>
    public RunRecord Record => Volatile.Read(ref _record);

    /// <summary>Gets the lease under which this object commits, or <see langword="null"/>.</summary>
    public RunLease? Lease => _lease;

    /// <summary>Gets the usage of the last LLM call that this object settled, or <see langword="null"/>.</summary>
    public LlmUsage? LastUsage => Volatile.Read(ref _lastUsage);

    /// <summary>Reads what the run has used and holds.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Calls, tokens and cost units.</returns>
    public ValueTask<RunUsage> GetUsageAsync(CancellationToken cancellationToken = default) =>
        _services.Meter.GetRunUsageAsync(Scope.Tenant, RunId, cancellationToken);

    /// <summary>Asks the policies of phase <c>plan</c> about each step, before anything runs, and records the decisions.</summary>
    /// <param name="steps">The steps, in order.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>One decision per step. Nothing is held or counted; phase <c>exec</c> decides again when a step runs.</returns>
    /// <exception cref="ArgumentException">There is no step, or a step's arguments are refused by the ledger.</exception>
    /// <exception cref="GovernanceException">The store fails, the tenant is unknown, or the run has ended (<c>run_ended</c>).</exception>
    public async ValueTask<ImmutableArray<PlanStep>> PlanAsync(IReadOnlyList<ActionCall> steps, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentOutOfRangeException.ThrowIfZero(steps.Count, nameof(steps));
        PolicySet policies = await _services.Policies.GetAsync(Scope.Tenant, cancellationToken).ConfigureAwait(false);
        ImmutableArray<PlanStep>.Builder decided = ImmutableArray.CreateBuilder<PlanStep>(steps.Count);
        List<PreparedEvent> events = new(steps.Count);
        foreach (ActionCall step in steps)
        {
            if (!BoundCall.TryBind(step, _record.Salt.Span, _services.ValueRules, out BoundCall? bound, out string? problem))
                throw new ArgumentException($"the arguments of step {decided.Count + 1} are refused: {problem}", nameof(steps));
            PolicyDecision decision = _services.Policies.Evaluate(policies, Request(bound, PolicyPhases.Plan));
            decided.Add(new PlanStep(step, decision));
            events.Add(PrepareDecided(bound, PolicyPhases.Plan, decision));
        }

        RefusalStatus stored = await StoreRefusalAsync(new RefusalCommit { RunId = RunId, Events = events, FencingToken = _lease?.FencingToken }, cancellationToken).ConfigureAwait(false);
        if (stored == RefusalStatus.RunEnded)
            throw new GovernanceException(RunEnded, $"the run `{RunId}` has ended");
        return decided.MoveToImmutable();
    }

    /// <summary>Appends an event of the host's own to the run's chain, also after the run's end.</summary>
    /// <param name="ledgerEvent">The event; its type must not be one of Core's.</param>
    /// <param name="options">Conditions.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The receipt.</returns>
    /// <exception cref="ArgumentException">The type is one of Core's.</exception>
    /// <exception cref="LedgerException">The ledger refuses the event.</exception>
    public ValueTask<AppendReceipt> AppendAsync(LedgerEvent ledgerEvent, AppendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledgerEvent);
        if (CoreEventTypes.Contains(ledgerEvent.Type))
            throw new ArgumentException($"the event type `{ledgerEvent.Type}` is written by the library alone", nameof(ledgerEvent));
        return _services.Ledger.AppendAsync(RunId, ledgerEvent, options, cancellationToken);
    }

    /// <summary>Moves the run on without ending it.</summary>
    /// <param name="state">Planning, running or waiting for approval.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>Whether the run is now in that state; <see langword="false"/> if it had ended.</returns>
    /// <exception cref="ArgumentException">The state is final, or submitted.</exception>
    public ValueTask<bool> TransitionAsync(RunState state, CancellationToken cancellationToken = default) => state.IsFinal() || state == RunState.Submitted
        ? throw new ArgumentException("use CompleteAsync, FailAsync or CancelAsync to end a run", nameof(state))
        : MoveAsync(state, [], fenced: true, cancellationToken);

    /// <summary>Ends the run as completed and appends <c>run.completed</c>.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns><see langword="false"/> if it had ended before.</returns>
    public ValueTask<bool> CompleteAsync(CancellationToken cancellationToken = default) =>
        MoveAsync(RunState.Completed, [PipelineEvents.RunEnded("run.completed", null)], fenced: true, cancellationToken);

    /// <summary>Ends the run as failed and appends <c>run.failed</c>.</summary>
    /// <param name="reason">Why; it enters the chain.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns><see langword="false"/> if it had ended before.</returns>
    public ValueTask<bool> FailAsync(string reason, CancellationToken cancellationToken = default) =>
        MoveAsync(RunState.Failed, [PipelineEvents.RunEnded("run.failed", reason)], fenced: true, cancellationToken);

    /// <summary>Ends the run as cancelled and appends <c>run.cancelled</c>; needs no lease. Actions under way finish.</summary>
    /// <param name="reason">Why; it enters the chain.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns><see langword="false"/> if it had ended before.</returns>
    public ValueTask<bool> CancelAsync(string reason, CancellationToken cancellationToken = default) =>
        MoveAsync(RunState.Cancelled, [PipelineEvents.RunEnded("run.cancelled", reason)], fenced: false, cancellationToken);

    /// <summary>Changes what lists call the run, also after its end; needs no lease. The chain keeps the labels that the run began with.</summary>
    /// <param name="update">The title, the tags, or both.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing changes.</param>
    /// <returns>A task that ends when the change is durable; <see cref="Record"/> has it then.</returns>
    /// <exception cref="ArgumentException">The update sets nothing, the title is too long, or a tag is not a valid identifier.</exception>
    /// <exception cref="GovernanceException">The store fails.</exception>
    public async ValueTask UpdateAsync(RunUpdate update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (!update.ChangesTitle && update.Tags is null)
            throw new ArgumentException("the update sets neither title nor tags", nameof(update));
        RunLabels.Require(update.Title, update.Tags ?? [], nameof(update));
        Volatile.Write(ref _record, await _services.Runs.UpdateAsync(RunId, update, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_leaseRenewal is null || _lease is null)
            return;
        await _leaseRenewal.DisposeAsync().ConfigureAwait(false);
        try
        {
            await _services.Runs.ReleaseLeaseAsync(RunId, _lease.FencingToken, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GovernanceException or ObjectDisposedException)
        {
            // Disposing must not hide what went wrong before it. The lease lapses by itself.
            _services.Logger.LeaseNotReleased((e as GovernanceException)?.Code ?? e.GetType().Name);
        }
    }

    private async ValueTask<bool> MoveAsync(RunState to, IReadOnlyList<LedgerEvent> events, bool fenced, CancellationToken cancellationToken)
    {
        PreparedEvent[] prepared = [.. events.Select(Prepare)];
        RunTransition transition = await TellAsync(
            prepared, _services.Runs.TransitionAsync(RunId, to, prepared, fenced ? _lease?.FencingToken : null, cancellationToken), static t => t.Changed).ConfigureAwait(false);
        Volatile.Write(ref _record, transition.Run);
        return transition.Changed;
    }

    private PolicyRequest Request(BoundCall bound, string phase) =>
        new(bound.Call.Action, Scope) { Phase = phase, Tool = bound.Call.Tool, Args = bound.Args };
}
