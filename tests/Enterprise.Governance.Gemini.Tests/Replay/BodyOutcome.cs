using Enterprise.Governance.CostMetering;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini.Tests.Replay;

internal sealed record BodyOutcome(string? Error, string? Finish, string? Block, long Text, long Reasoning, string Calls, LlmUsage? Usage)
{
    internal static async Task<BodyOutcome> OfAsync(Func<Task<ChatResponse>> call)
    {
        try
        {
            return Of(await call());
        }
        catch (GeminiException exception)
        {
            return new BodyOutcome(exception.Code, null, null, 0, 0, "", null);
        }
    }

    private static BodyOutcome Of(ChatResponse response)
    {
        List<AIContent> contents = [.. response.Messages.SelectMany(static message => message.Contents)];
        LlmUsage? usage = response.GetLlmUsage();
        return new BodyOutcome(
            null,
            response.FinishReason?.Value,
            response.AdditionalProperties?.GetValueOrDefault(GeminiDiagnostics.BlockReasonKey) as string,
            response.Text.Length,
            contents.OfType<TextReasoningContent>().Sum(static reasoning => reasoning.Text.Length),
            string.Join(',', contents.OfType<FunctionCallContent>().Where(static call => !call.InformationalOnly).Select(static call => call.Name)),
            usage?.Estimated == true ? null : usage);
    }
}
