using System.Buffers;
using Enterprise.Governance.AspNetCore.Problems;
using Enterprise.Governance.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>Hands out the evidence bundle of a run, verified before the first byte goes out.</summary>
internal static class ExportEndpoint
{
    private const string ContentType = "application/jsonl";

    private static readonly SearchValues<char> s_plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    internal static async ValueTask ExportAsync(HttpContext context, GovernanceScope scope)
    {
        GovernedRun run = await Requests.RunAsync(context, scope).ConfigureAwait(false);
        IEvidenceExport export = await OpenAsync(context, run.RunId).ConfigureAwait(false);
        await using (export.ConfigureAwait(false))
        {
            context.Response.ContentType = ContentType;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(run.RunId)}\"";
            try
            {
                await export.WriteAsync(context.Response.Body, cancellationToken: context.RequestAborted).ConfigureAwait(false);
            }
            catch (GovernanceException e) when (context.Response.HasStarted)
            {
                // Half of a bundle must not look like a whole one.
                Failures.Describe(context, e);
                context.Abort();
            }
            catch (GovernanceException)
            {
                context.Response.Headers.Remove("Content-Disposition");
                throw;
            }
        }
    }

    private static async ValueTask<IEvidenceExport> OpenAsync(HttpContext context, string runId)
    {
        try
        {
            return await context.RequestServices.GetRequiredService<IEvidenceExporter>().OpenAsync(runId, context.RequestAborted).ConfigureAwait(false);
        }
        catch (EvidenceException e) when (ProblemOf(e) is { } problem)
        {
            throw new RequestException(problem);
        }
    }

    private static Problem? ProblemOf(EvidenceException exception) => exception.Code switch
    {
        "run_unknown" => GovernanceProblems.NotFound,
        "run_not_anchored" => GovernanceProblems.RunNotAnchored,
        "run_tampered" => GovernanceProblems.RunTampered,
        _ => null,
    };

    /// <summary>Makes the name of a file of any run id: no path, no quotes, nothing that a header or a file system takes for something else.</summary>
    private static string FileName(string runId) => $"run-{string.Create(runId.Length, runId, static (name, id) =>
    {
        for (int i = 0; i < id.Length; i++)
            name[i] = s_plain.Contains(id[i]) ? id[i] : '_';
    })}.jsonl";
}
