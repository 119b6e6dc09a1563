using CsCheck;
using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Conformance;

public abstract partial class CostStoreConformance
{
    private static readonly CostLimits ModelLimits = new() { MaxLlmCalls = 4, MaxToolCalls = 3, MaxCostUnits = 40 };

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 9], Gen.Int[0, 11], Gen.Long[0, 15], Gen.Long[0, 40], Gen.Int[0, 90],
        static (what, call, units, tokens, advance) => new Step(what, call, units, tokens, advance));

    /// <summary>How many random histories are compared with the model.</summary>
    protected virtual int ModelRuns => 60;

    [Fact]
    public async Task AnyHistory_EqualsTheSequentialModelAndKeepsTheBound()
    {
        ICostStore store = await OpenAsync();
        await Steps.Array[1, 25].SampleAsync(
            async steps =>
            {
                GovernanceScope scope = NewScope();
                ModelStore model = new();
                foreach (Step step in steps)
                {
                    Clock.Advance(TimeSpan.FromSeconds(step.Advance));
                    if (await RunAsync(store, scope, step) != model.Run(step, Clock.GetUtcNow())
                        || await store.GetRunUsageAsync(scope.Tenant, "run", default) != model.Usage(Clock.GetUtcNow())
                        || model.Spent > 40 + model.Excess)
                        return false;
                }

                return true;
            },
            iter: ModelRuns, threads: 1);
    }

    private static async Task<string> RunAsync(ICostStore store, GovernanceScope scope, Step step)
    {
        // Even calls are LLM calls.
        CostCall call = new("run", $"c{step.Call}", scope, step.IsLlm ? CostCallKind.Llm : CostCallKind.Tool, step.IsLlm ? Model : null);
        switch (step.What)
        {
            case <= 4:
                CostQuota[] quotas = step.IsLlm ? [new CostQuota(CostScopeKind.User, "ann", 100)] : [];
                CostHoldDecision decision = await store.HoldAsync(new CostHold(call, step.Units, step.Tokens, ModelLimits, [.. quotas], Lifetime), default);
                return decision.Refusal?.BudgetName ?? decision.Status.ToString();
            case <= 6:
                CostCharge charge = await store.SettleAsync(new CostSettlement(call, step.Units, step.IsLlm ? new LlmUsage { Total = step.Tokens } : null), default);
                return $"{charge.Units} {charge.IsRepeat} {charge.HeldUnits}";
            case 7:
                return $"{await store.ReleaseAsync(call.Key, default)}";
            default:
                return $"{await store.RenewAsync(call.Key, Lifetime, default) is not null}";
        }
    }

    private sealed record Step(int What, int Call, long Units, long Tokens, int Advance)
    {
        internal bool IsLlm => Call % 2 == 0;
    }

    /// <summary>The meter as one would write it for one caller at a time.</summary>
    private sealed class ModelStore
    {
        private readonly Dictionary<int, (Step Step, DateTimeOffset Expires)> _holds = [];
        private readonly Dictionary<int, (Step Step, DateTimeOffset At)> _settled = [];

        internal long Spent => _settled.Values.Sum(static call => call.Step.Units);

        /// <summary>What settled calls used beyond what they held.</summary>
        internal long Excess { get; private set; }

        internal string Run(Step step, DateTimeOffset now)
        {
            foreach (int dead in _holds.Where(hold => hold.Value.Expires <= now).Select(static hold => hold.Key).ToArray())
                _holds.Remove(dead);
            switch (step.What)
            {
                case <= 4:
                    string verdict = Verdict(step, now);
                    if (verdict == "Granted")
                        _holds[step.Call] = (step, now + Lifetime);
                    return verdict;
                case <= 6:
                    if (_settled.TryGetValue(step.Call, out (Step Step, DateTimeOffset) first))
                        return $"{first.Step.Units} True ";
                    long? held = _holds.Remove(step.Call, out (Step Step, DateTimeOffset) hold) ? hold.Step.Units : null;
                    Excess += Math.Max(0, step.Units - (held ?? 0));
                    _settled[step.Call] = (step, now);
                    return $"{step.Units} False {held}";
                case 7:
                    return $"{_holds.Remove(step.Call)}";
                default:
                    bool isHeld = _holds.TryGetValue(step.Call, out (Step Step, DateTimeOffset) renewed);
                    if (isHeld)
                        _holds[step.Call] = (renewed.Step, now + Lifetime);
                    return $"{isHeld}";
            }
        }

        internal RunUsage Usage(DateTimeOffset now)
        {
            Step[] held = [.. _holds.Values.Where(hold => hold.Expires > now).Select(static hold => hold.Step)];
            return new RunUsage(
                _settled.Values.Count(static call => call.Step.IsLlm), _settled.Values.Count(static call => !call.Step.IsLlm), Spent,
                _settled.Values.Where(static call => call.Step.IsLlm).Sum(static call => call.Step.Tokens),
                held.Count(static step => step.IsLlm), held.Count(static step => !step.IsLlm), held.Sum(static step => step.Units));
        }

        private string Verdict(Step step, DateTimeOffset now)
        {
            if (_settled.ContainsKey(step.Call))
                return "AlreadySettled";
            Step[] others = [.. _holds.Where(hold => hold.Key != step.Call).Select(static hold => hold.Value.Step)];
            int calls = _settled.Values.Count(call => call.Step.IsLlm == step.IsLlm) + others.Count(other => other.IsLlm == step.IsLlm);
            if (calls + 1 > (step.IsLlm ? 4 : 3))
                return step.IsLlm ? "llm_calls" : "tool_calls";
            if (Spent + others.Sum(static other => other.Units) + step.Units > 40)
                return "cost_units";
            long day = _settled.Values.Where(call => call.Step.IsLlm && call.At.UtcDateTime.Date == now.UtcDateTime.Date).Sum(static call => call.Step.Tokens);
            long flight = others.Where(static other => other.IsLlm).Sum(static other => Math.Max(1, other.Tokens));
            return step.IsLlm && day + flight + Math.Max(1, step.Tokens) > 100 ? "tokens_per_day" : "Granted";
        }
    }
}
