using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>What can be asked about one run.</summary>
internal static class RunEndpoints
{
    /// <summary>Answers 200 with the report also when it finds something: the question was answered. Its <c>ok</c> tells.</summary>
    internal static async ValueTask VerifyAsync(HttpContext context, GovernanceScope scope)
    {
        GovernedRun run = await Requests.RunAsync(context, scope).ConfigureAwait(false);
        VerifyReport report = await context.RequestServices.GetRequiredService<ILedger>().VerifyAsync(run.RunId, cancellationToken: context.RequestAborted).ConfigureAwait(false)
            ?? throw RequestException.NotFound();
        await Requests.AnswerAsync(context, report.WriteTo).ConfigureAwait(false);
    }

    internal static async ValueTask UsageAsync(HttpContext context, GovernanceScope scope)
    {
        GovernedRun run = await Requests.RunAsync(context, scope).ConfigureAwait(false);
        RunUsage usage = await run.GetUsageAsync(context.RequestAborted).ConfigureAwait(false);
        await Requests.AnswerAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("run_id", run.RunId);
            writer.WriteNumber("llm_calls", usage.LlmCalls);
            writer.WriteNumber("tool_calls", usage.ToolCalls);
            writer.WriteNumber("cost_units", usage.CostUnits);
            writer.WriteNumber("tokens", usage.Tokens);
            writer.WriteNumber("held_llm_calls", usage.HeldLlmCalls);
            writer.WriteNumber("held_tool_calls", usage.HeldToolCalls);
            writer.WriteNumber("held_cost_units", usage.HeldCostUnits);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }
}
