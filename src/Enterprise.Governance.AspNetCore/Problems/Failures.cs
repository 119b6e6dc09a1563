using Enterprise.Governance.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore.Problems;

/// <summary>Turns governance's own failures into problems; the host's log gets the exception, the caller its code.</summary>
internal static class Failures
{
    internal static Problem Describe(HttpContext context, GovernanceException e)
    {
        // Nothing has failed: whoever asks comes too late.
        if (e.Code == "run_archived")
            return GovernanceProblems.RunArchived((e as EvidenceException)?.Report?.BundleSha256);
        context.RequestServices.GetService<ILoggerFactory>()?.CreateLogger("Enterprise.Governance.AspNetCore").GovernanceFailed(e, e.Code);
        return GovernanceProblems.Failed(e, RetryAfter(context));
    }

    internal static TimeSpan RetryAfter(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<GovernanceHttpOptions>>().Value.RetryAfter;
}
