using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Enterprise.Governance.CostMetering;

/// <summary>The meter's instruments. Tags are built only while somebody listens.</summary>
internal sealed class CostInstruments
{
    // OpenTelemetry GenAI's advice for token histograms.
    private static readonly InstrumentAdvice<long> TokenBuckets = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864],
    };

    private readonly Histogram<long> _tokens;
    private readonly Counter<long> _units;
    private readonly Counter<long> _holds;
    private readonly Counter<long> _late;

    internal CostInstruments(IMeterFactory? factory)
    {
        Meter meter = factory?.Create(CostMeteringDiagnostics.MeterName) ?? new Meter(CostMeteringDiagnostics.MeterName);
        _tokens = meter.CreateHistogram(CostMeteringDiagnostics.TokenUsage, "{token}", "Tokens of a settled LLM call", tags: null, TokenBuckets);
        _units = meter.CreateCounter<long>(CostMeteringDiagnostics.CostUnits, "{unit}", "Cost units charged");
        _holds = meter.CreateCounter<long>(CostMeteringDiagnostics.Holds, "{hold}", "Requests to hold budget");
        _late = meter.CreateCounter<long>(CostMeteringDiagnostics.LateSettlements, "{call}", "Settlements without an active hold");
    }

    internal void Held(CostCallKind kind, CostHoldDecision decision)
    {
        if (!_holds.Enabled)
            return;
        TagList tags = new() { { CostMeteringDiagnostics.KindTag, Name(kind) }, { CostMeteringDiagnostics.StatusTag, Name(decision.Status) } };
        if (decision.Refusal is { } refusal)
            tags.Add(CostMeteringDiagnostics.BudgetTag, refusal.BudgetName);
        _holds.Add(1, tags);
    }

    internal void Settled(CostSettlement settlement, CostCharge charge)
    {
        if (charge.IsRepeat)
            return;
        KeyValuePair<string, object?> kind = new(CostMeteringDiagnostics.KindTag, Name(settlement.Call.Kind));
        _units.Add(charge.Units, kind);
        if (charge.HeldUnits is null)
            _late.Add(1, kind);
        if (!_tokens.Enabled || settlement.Usage is not { } usage)
            return;
        if ((usage.Prompt ?? usage.Cached) is not null || usage.ToolUse is not null)
            Record((usage.Prompt ?? usage.Cached ?? 0) + (usage.ToolUse ?? 0), "input", settlement.Call.Model);
        if (usage.Output is not null || usage.Thoughts is not null)
            Record((usage.Output ?? 0) + (usage.Thoughts ?? 0), "output", settlement.Call.Model);
    }

    private static string Name(CostCallKind kind) => kind == CostCallKind.Llm ? "llm" : "tool";

    private static string Name(CostHoldStatus status) => status switch
    {
        CostHoldStatus.Granted => "granted",
        CostHoldStatus.Refused => "refused",
        _ => "already_settled",
    };

    private void Record(long tokens, string type, string? model)
    {
        TagList tags = new() { { CostMeteringDiagnostics.TokenTypeTag, type } };
        if (model is not null)
            tags.Add(CostMeteringDiagnostics.ModelTag, model);
        _tokens.Record(tokens, tags);
    }
}
