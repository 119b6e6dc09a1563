using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace ReferenceServer.Hosting;

/// <summary>Answers failures of the database and of governance as the library's endpoints do: their code and nothing else; the log has the exception.</summary>
internal sealed class GovernanceFailures(ILogger<GovernanceFailures> logger) : IExceptionHandler
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        (string Code, bool IsTransient)? failure = exception switch
        {
            GovernanceException e => (e.Code, e.IsTransient),
            NpgsqlException e => ("store_unavailable", e.IsTransient),
            _ => null,
        };
        if (failure is not { } known)
            return false;
        Log.RequestFailed(logger, exception, known.Code);
        if (known.IsTransient)
            context.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        await Results.Problem(
            title: known.IsTransient ? "Governance cannot answer now." : "Governance failed.", statusCode: known.IsTransient ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
            type: GovernanceProblemTypes.GovernanceFailed, extensions: new Dictionary<string, object?> { ["code"] = known.Code }).ExecuteAsync(context);
        return true;
    }
}
