using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spico.House.Tests.Sources;

public sealed class HabitTests
{
    [Fact]
    public void Nothing_blocks_a_thread_on_a_task() => Findings.None(
        from file in SourceFile.All
        from call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        let text = call.ToString()
        where text.EndsWith(".GetAwaiter().GetResult()", StringComparison.Ordinal) ||
            (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Wait" } &&
                call.ArgumentList.Arguments.Count == 0) ||
            text.StartsWith("Task.WaitAll(", StringComparison.Ordinal)
        select $"{file.At(call)}: {text}");

    [Fact]
    public void No_method_is_async_void() => Findings.None(
        from file in SourceFile.All
        from method in file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.Modifiers.Any(SyntaxKind.AsyncKeyword) && method.ReturnType.ToString() == "void"
        select $"{file.At(method)}: {method.Identifier.Text}");

    [Fact]
    public void The_product_asks_a_TimeProvider_for_the_time() => Findings.None(
        from file in SourceFile.Product
        from access in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where access.ToString() is "DateTime.UtcNow" or "DateTime.Now" or "DateTimeOffset.UtcNow"
            or "DateTimeOffset.Now" or "DateTime.Today"
        select $"{file.At(access)}: {access}");

    [Fact]
    public void Tests_wait_for_conditions_and_never_sleep() => Findings.None(
        from file in SourceFile.All
        where file.Path.StartsWith("tests/", StringComparison.Ordinal) &&
            !file.Path.StartsWith("tests/Spico.Testing/", StringComparison.Ordinal)
        from call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression.ToString() is "Task.Delay" or "Thread.Sleep"
        select $"{file.At(call)}: {call}");

    [Fact]
    public void Grains_leave_threads_to_Orleans() => Findings.None(
        from file in SourceFile.Product
        from grain in file.Types.Where(type => type.Identifier.Text.EndsWith("Grain", StringComparison.Ordinal))
        from node in grain.DescendantNodes()
        where node is LockStatementSyntax ||
            (node is InvocationExpressionSyntax call &&
                (call.Expression.ToString() == "Task.Run" ||
                    call.ToString().EndsWith(".ConfigureAwait(false)", StringComparison.Ordinal)))
        select $"{file.At(node)}: {node}");
}
