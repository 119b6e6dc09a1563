using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>Answers by a delegate.</summary>
internal sealed class AnswerResult(Func<HttpContext, Task> answer) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => answer(httpContext);
}
