using System.Globalization;
using System.Text;
using System.Text.Json;
using Enterprise.Governance;
using ReferenceServer.Planning;

namespace ReferenceServer.Tools;

/// <summary>The tools that plans may name.</summary>
internal sealed class ToolBox(IEnumerable<ITool> tools)
{
    private readonly SortedDictionary<string, ITool> _tools = new(tools.ToDictionary(static tool => tool.Name), StringComparer.Ordinal);

    internal IEnumerable<ITool> All => _tools.Values;

    internal ITool? Find(string name) => _tools.GetValueOrDefault(name);

    /// <summary>Makes the governed call of a step. Its key is its place in the plan, so that it is carried out once, by whichever worker.</summary>
    /// <exception cref="ArgumentException">A name is not valid, or the arguments are no object.</exception>
    internal ActionCall CallOf(PlannedStep step, int i) => step.Args.ValueKind != JsonValueKind.Object
        ? throw new ArgumentException("the arguments are no object", nameof(step))
        : new(step.Action, step.Tool, Encoding.UTF8.GetBytes(step.Args.GetRawText()), string.Create(CultureInfo.InvariantCulture, $"step-{i + 1}"))
        {
            IsIdempotent = Find(step.Tool)?.IsIdempotent == true,
        };

    /// <summary>Says why a step cannot be carried out, if it cannot.</summary>
    internal string? ProblemOf(PlannedStep step) => Find(step.Tool) is not { } tool ? $"there is no tool `{step.Tool}`; known are {List(_tools.Keys)}"
        : tool.Actions.Contains(step.Action, StringComparer.Ordinal) ? null : $"the tool `{step.Tool}` has no action `{step.Action}`; known are {List(tool.Actions)}";

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"`{name}`"));
}
