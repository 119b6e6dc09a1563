using Enterprise.Governance.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>Answers with a problem, and with nothing that an endpoint may have said before it failed.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.Location = default;
        return ProblemWriter.WriteAsync(httpContext, problem);
    }
}
