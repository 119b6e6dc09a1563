using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>Finds or starts the run of a request.</summary>
internal static class RequestRuns
{
    private const string RouteValue = "run_id";
    private const int MaxTitleLength = 500;

    /// <summary>Returns the run that a request names, or <see langword="null"/> if it names none.</summary>
    internal static string? NameOf(HttpContext context)
    {
        if (context.Request.RouteValues.TryGetValue(RouteValue, out object? value) && value is string named)
            return named;
        return context.Request.Headers.TryGetValue(GovernanceHeaders.Run, out StringValues header) ? header.ToString() : null;
    }

    internal static async ValueTask<(RequestRun? Run, Problem? Problem)> FindAsync(IGovernance governance, string runId, GovernanceScope scope, CancellationToken cancellationToken)
    {
        // A name that no run can have is one that no run has.
        GovernedRun? run = GovernanceIdentifier.IsValid(runId, out _) ? await governance.GetRunAsync(runId, cancellationToken).ConfigureAwait(false) : null;
        return RequestRun.Check(run, scope) is { } problem ? (null, problem) : (new RequestRun(run!, mayComeAgain: true), null);
    }

    /// <summary>Starts a run for the request; or finds the one that an earlier request of the same caller started under the same key.</summary>
    internal static async ValueTask<(RequestRun? Run, Problem? Problem)> StartAsync(
        IGovernance governance, HttpContext context, GovernanceScope scope, string? idempotencyKey, CancellationToken cancellationToken)
    {
        string? title = context.GetEndpoint()?.DisplayName;
        RunOptions options = new()
        {
            RunId = idempotencyKey is null ? null : IdOf(scope, idempotencyKey),
            Title = title?.Length > MaxTitleLength ? title[..MaxTitleLength] : title,
            Tags = [RequestRun.Tag],
        };
        try
        {
            return (new RequestRun(await governance.StartRunAsync(scope, options, cancellationToken).ConfigureAwait(false), mayComeAgain: idempotencyKey is not null), null);
        }
        catch (GovernanceException e) when (e.Code == "run_exists" && idempotencyKey is not null)
        {
            return await FindAsync(governance, options.RunId!, scope, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The run of a key: each caller has keys of their own. Lengths keep two callers from writing one text.</summary>
    private static string IdOf(GovernanceScope scope, string key)
    {
        StringBuilder text = new();
        foreach (string? part in new[] { scope.Tenant, scope.Org, scope.User, key })
            text.Append(part?.Length ?? -1).Append(':').Append(part);
        return $"http-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}";
    }
}
