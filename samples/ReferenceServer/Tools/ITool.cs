using System.Text.Json;

namespace ReferenceServer.Tools;

/// <summary>Something that acts on the world outside. Called by the governed pipeline alone, after it has decided.</summary>
internal interface ITool
{
    /// <summary>Gets its name, as plans and policies say it.</summary>
    string Name { get; }

    /// <summary>Gets the actions that it carries out. A step that names another action is refused: policies go by the action.</summary>
    IReadOnlyList<string> Actions { get; }

    /// <summary>Gets the shape of its arguments, as a model is told.</summary>
    string Arguments { get; }

    /// <summary>Gets whether doing it twice under one key comes to the same as once: then a step in doubt may be repeated.</summary>
    bool IsIdempotent { get; }

    /// <summary>Does it.</summary>
    /// <param name="args">The step's arguments, a JSON object.</param>
    /// <param name="call">For whom, and the step's key.</param>
    /// <returns>What the step's event and the run's page show.</returns>
    /// <exception cref="ToolException">It cannot be done; the step has failed.</exception>
    Task<JsonElement> CallAsync(JsonElement args, ToolCall call);
}
