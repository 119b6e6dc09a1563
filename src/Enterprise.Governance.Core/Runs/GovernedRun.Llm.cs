using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;

namespace Enterprise.Governance;

public sealed partial class GovernedRun
{
    /// <summary>Calls a language model within the limits: rate limit, hold, call, settle, <c>llm.called</c>.</summary>
    /// <typeparam name="T">What the call returns.</typeparam>
    /// <param name="call">The model and what is known of the prompt.</param>
    /// <param name="execute">Calls the model and reports usage, or the text that arrived, on its context.</param>
    /// <param name="cancellationToken">Passed on; a call that stops because of it is charged for what arrived.</param>
    /// <returns>The outcome: completed, failed, rate limited, budget exceeded, or denied because the run has ended.</returns>
    /// <exception cref="OperationCanceledException">The call was cancelled; what arrived is charged.</exception>
    /// <exception cref="GovernanceException">The store fails.</exception>
    public async ValueTask<ActionOutcome<T>> InvokeLlmAsync<T>(LlmCall call, Func<LlmCallContext, ValueTask<T>> execute, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(execute);
        using System.Diagnostics.Activity? activity = CoreMetrics.Source.StartActivity(CoreDiagnostics.LlmActivity);
        ActionOutcome<T> outcome = await InvokeLlmCoreAsync(call, execute, cancellationToken).ConfigureAwait(false);
        _services.Metrics.CallEnded(outcome.Status);
        return outcome;
    }

    private async ValueTask<ActionOutcome<T>> InvokeLlmCoreAsync<T>(LlmCall call, Func<LlmCallContext, ValueTask<T>> execute, CancellationToken cancellationToken)
    {
        if (await EndedAsync<T>(cancellationToken).ConfigureAwait(false) is { } ended)
            return ended;
        if (!await _services.Policies.IsKnownAsync(Scope.Tenant, cancellationToken).ConfigureAwait(false))
            return Denied<T>(UnknownTenant, $"the tenant `{Scope.Tenant}` is not configured");
        if (await RefusedByRateAsync<T>("model", call.Model, cancellationToken).ConfigureAwait(false) is { } limited)
            return limited;
        CostCall costCall = new(RunId, _services.NewId(), Scope, CostCallKind.Llm, call.Model);
        CostHoldDecision decision = await _services.Meter.HoldAsync(new CostHoldRequest(costCall, call.HeldTokens), cancellationToken).ConfigureAwait(false);
        if (!decision.IsGranted)
        {
            CostRefusal refusal = decision.Refusal!;
            PreparedEvent exceeded = Prepare(PipelineEvents.BudgetExceeded("model", call.Model, refusal));
            await StoreRefusalAsync(new RefusalCommit { RunId = RunId, Events = [exceeded], FencingToken = _lease?.FencingToken }, cancellationToken).ConfigureAwait(false);
            return BudgetExceeded<T>(refusal);
        }

        LlmCallContext context = new(costCall.CallId, cancellationToken);
        PeriodicRenewal renewal = new(
            async token => await _services.Meter.RenewAsync(costCall.Key, token).ConfigureAwait(false) is not null,
            _services.Meter.HoldLifetime, _services.Time, _services.Logger);
        await using (renewal.ConfigureAwait(false))
        {
            T value;
            try
            {
                value = await execute(context).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await SettleAsync(call, costCall, context, "cancelled").ConfigureAwait(false);
                throw;
            }
            catch (Exception e)
            {
                CostCharge? spent = await SettleAsync(call, costCall, context, "failed").ConfigureAwait(false);
                return new ActionOutcome<T> { Status = ActionStatus.Failed, Code = "execution_failed", Reason = e.GetType().Name, CostUnits = spent?.Units ?? 0, Exception = e };
            }

            CostCharge? charge = await SettleAsync(call, costCall, context, "completed").ConfigureAwait(false);
            return new ActionOutcome<T> { Status = ActionStatus.Completed, Value = value, CostUnits = charge?.Units ?? 0 };
        }
    }

    /// <summary>Says that the run has ended, if it has.</summary>
    private async ValueTask<ActionOutcome<T>?> EndedAsync<T>(CancellationToken cancellationToken) =>
        await _services.Runs.GetAsync(RunId, cancellationToken).ConfigureAwait(false) is { } run && run.State.IsFinal()
            ? Denied<T>(RunEnded, $"the run is {run.State.ToStoredName()}")
            : null;

    /// <summary>Charges what arrived; a call that did not end well and brought nothing gives its hold back.</summary>
    private async ValueTask<CostCharge?> SettleAsync(LlmCall call, CostCall costCall, LlmCallContext context, string status)
    {
        bool arrived = status == "completed" || context.Usage is not null || context.ResponseCharacters > 0;
        LlmUsage? usage = !arrived ? null : context.Usage ?? TokenEstimator.Estimate(call.PromptCharacters, context.ResponseCharacters);
        CostSettlement? settlement = arrived
            ? await _services.Meter.PrepareSettlementAsync(new CostSettleRequest(costCall, usage), CancellationToken.None).ConfigureAwait(false)
            : null;
        CostCharge? charge = await _services.Pipeline.FinishLlmAsync(
            RunId,
            new LlmCommit
            {
                Call = costCall.Key,
                Settlement = settlement,
                Events = charged => [Prepare(PipelineEvents.LlmCalled(call, costCall.CallId, status, usage, charged))],
            },
            CancellationToken.None).ConfigureAwait(false);
        if (settlement is not null && charge is not null)
            _services.Meter.Report(settlement, charge);
        Volatile.Write(ref _lastUsage, usage);
        return charge;
    }
}
