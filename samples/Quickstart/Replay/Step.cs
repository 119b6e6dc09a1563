using System.Text.Json;

namespace Quickstart.Replay;

/// <summary>One recorded event of a trajectory that matters here: an answer of the model, or a call of a tool.</summary>
/// <param name="Seq">Its position in the trajectory.</param>
/// <param name="Action">The tool's name, or <see langword="null"/> for an answer of the model.</param>
/// <param name="Args">The tool's recorded arguments.</param>
/// <param name="PromptCharacters">How much the conversation held before an answer.</param>
/// <param name="AnswerCharacters">How long the answer is.</param>
internal sealed record Step(int Seq, string? Action, JsonElement Args, long PromptCharacters, long AnswerCharacters);
