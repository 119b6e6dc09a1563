using System.Collections.Immutable;
using System.Text.Json;
using ReferenceServer.Hosting;

namespace ReferenceServer.Planning;

/// <summary>Reads what a model wrote as a plan.</summary>
internal static class PlanText
{
    /// <summary>Returns the steps, or nothing if it is not exactly an object with steps of texts and objects.</summary>
    internal static ImmutableArray<PlannedStep>? Parse(string text)
    {
        try
        {
            ImmutableArray<PlannedStep> steps = JsonSerializer.Deserialize(text, ServerJson.Default.ModelPlan)?.Steps ?? default;
            return steps.IsDefault || steps.Any(static step => step is not { Action: not null, Tool: not null, Args.ValueKind: JsonValueKind.Object }) ? null : steps;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The form of a model's answer.</summary>
/// <param name="Steps">The steps.</param>
internal sealed record ModelPlan(ImmutableArray<PlannedStep> Steps);
