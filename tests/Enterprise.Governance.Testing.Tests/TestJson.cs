using System.Text.Json.Serialization;

namespace Enterprise.Governance.Testing.Tests;

[JsonSerializable(typeof(string))]
internal sealed partial class TestJson : JsonSerializerContext;
