using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterprise.Governance.Gemini.Wire;

/// <summary>Source-generated JSON of the API's answers. Counts may come as strings: the JSON form of protocol buffers allows it for 64 bits.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.AllowReadingFromString, PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(GenerateContentResponse))]
[JsonSerializable(typeof(Part))]
[JsonSerializable(typeof(UsageMetadata))]
internal sealed partial class GeminiJson : JsonSerializerContext;
