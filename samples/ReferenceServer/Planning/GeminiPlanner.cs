using Enterprise.Governance;
using Enterprise.Governance.Gemini;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using ReferenceServer.Hosting;
using ReferenceServer.Runs;
using ReferenceServer.Tools;

namespace ReferenceServer.Planning;

/// <summary>
/// Has Gemini turn a task into steps, within the run's limits. What it answers is data: the steps are decided by the policies like anybody's, and it is given no tool to call by itself.
/// </summary>
internal sealed class GeminiPlanner(IChatClient client, ToolBox tools, IOptions<GeminiOptions> gemini, IOptions<ServerOptions> server, TimeProvider clock) : IPlanner
{
    private const int MaxOutputTokens = 4096;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly string _model = gemini.Value.Model!, _instruction = PlanPrompt.Of(tools);

    public async Task<PlanResult> PlanAsync(RunRequest request, GovernedRun run, CancellationToken cancellationToken)
    {
        // The task is what somebody wrote, so it is never part of the instruction.
        ChatMessage[] messages = [new(ChatRole.System, _instruction), new(ChatRole.User, request.Message)];
        ChatOptions options = new() { ModelId = _model, MaxOutputTokens = MaxOutputTokens, Temperature = 0, ResponseFormat = PlanPrompt.Format };
        ActionOutcome<ChatResponse> outcome = await run.InvokeLlmAsync(
            new LlmCall(_model) { PromptCharacters = GeminiUsage.PromptCharacters(messages), MaxOutputTokens = MaxOutputTokens },
            async context =>
            {
                ChatResponse response = await client.GetResponseAsync(messages, options, context.CancellationToken);
                if (response.GetLlmUsage(messages) is { } usage)
                    context.ReportUsage(usage);
                return response;
            },
            cancellationToken);
        return outcome.Status switch
        {
            ActionStatus.Completed => Read(outcome.Value!),
            ActionStatus.RateLimited => PlanResult.Later(outcome.RetryAfter ?? Soon),
            ActionStatus.BudgetExceeded => PlanResult.Failed(outcome.Reason ?? "the budget for models is spent"),
            ActionStatus.Failed => OfFailure(outcome.Exception, run),
            _ => PlanResult.Failed(outcome.Reason ?? "the model may not be asked"),
        };
    }

    private static PlanResult Read(ChatResponse response) => response switch
    {
        { FinishReason: var reason } when reason == ChatFinishReason.ContentFilter => PlanResult.Failed("the model's provider has blocked the task or its plan"),
        { FinishReason: var reason } when reason == ChatFinishReason.Length => PlanResult.Failed("the model's plan is too long; split the task"),
        _ => PlanText.Parse(response.Text) is { } steps ? new PlanResult(steps) : PlanResult.Failed("the model's answer is no plan"),
    };

    private PlanResult OfFailure(Exception? exception, GovernedRun run)
    {
        string code = (exception as GovernanceException)?.Code ?? "failed";
        if (exception is not GovernanceException { IsTransient: true })
            return PlanResult.Failed($"the model cannot be asked (`{code}`)");
        return clock.GetUtcNow() - run.Record.CreatedAt < TimeSpan.FromMinutes(server.Value.ModelPatienceMinutes)
            ? PlanResult.Later((exception as GeminiException)?.RetryAfter ?? Soon)
            : PlanResult.Failed($"the model could not be asked for {server.Value.ModelPatienceMinutes} minutes (`{code}`)");
    }
}
