using Microsoft.Extensions.DependencyInjection;
using Spico.Checker;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Testing.Clinics;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Faults.Tests.Planted;

/// <summary>
/// The tests are tested: with a fault planted from outside, the checker must turn red, and by the rule that names the
/// fault. Without one, the same scenes are judged valid.
/// </summary>
public sealed class PlantedFaultTests
{
    [Fact]
    public async Task Without_a_planted_fault_every_scene_is_valid()
    {
        foreach (Func<Clinic, Func<Task>, Task> scene in
            new Func<Clinic, Func<Task>, Task>[] { ManyMessages, TheSameRequestTwice, ReturnAfterRemoval })
        {
            CheckReport report = await Play(scene, _ => { });
            Assert.True(report.Verdict == Verdict.Valid, report.ToString());
        }
    }

    [Fact]
    public async Task A_log_that_acks_early_is_found_out() => await TurnsRed(
        Rule.Lost, ManyMessages, services => services.Wrap<ILog>((_, log) => new EarlyAckLog(log, writesOnly: 40)));

    [Fact]
    public async Task A_push_before_the_commit_is_found_out() => await TurnsRed(
        Rule.Order,
        ManyMessages,
        services => services.Wrap<ILog>(
            (provider, log) => new EarlyPushLog(log, provider.GetRequiredService<IFanOut>())));

    [Fact]
    public async Task A_server_that_forgets_request_ids_is_found_out() => await TurnsRed(
        Rule.Once,
        TheSameRequestTwice,
        services => services.Intercept(async call =>
        {
            for (int at = 0; at < call.Request.GetArgumentCount(); at++)
            {
                if (call.Request.GetArgument(at) is PostMessageRequest post)
                {
                    PostMessageRequest forgotten = post.Clone();
                    forgotten.RequestId = RequestId.New().ToByteString();
                    call.Request.SetArgument(at, forgotten);
                }
            }

            await call.Invoke();
        }));

    [Fact]
    public async Task A_position_off_by_one_is_found_out() => await TurnsRed(
        Rule.Lost,
        ManyMessages,
        services => services.Intercept(async call =>
        {
            await call.Invoke();
            if (call.Result is Reply { PostMessage: { } posted })
            {
                PostMessageResponse wrong = posted.Clone();
                wrong.Position.Seq++;
                call.Result = new Reply { PostMessage = wrong };
            }
        }));

    [Fact]
    public async Task A_resume_without_a_rights_check_is_found_out()
    {
        Caller? somebodyWithRights = null;
        await TurnsRed(
            Rule.Access,
            ReturnAfterRemoval,
            services => services.Intercept(async call =>
            {
                if (call.MethodName is "Create")
                {
                    somebodyWithRights = (Caller)call.Request.GetArgument(0)!;
                }

                if (call.MethodName is "Subscribe" or "Read" && call.Request.GetArgument(0) is Caller &&
                    somebodyWithRights is not null)
                {
                    call.Request.SetArgument(0, somebodyWithRights);
                }

                await call.Invoke();
            }));
    }

    private static async Task ManyMessages(Clinic clinic, Func<Task> restart)
    {
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        await bob.Opens(talk);
        for (int round = 0; round < 30; round++)
        {
            await Task.WhenAll(Says(alice, talk, round), Says(bob, talk, round));
        }

        await restart();
    }

    private static async Task Says(Colleague person, StreamId talk, int round)
    {
        try
        {
            await person.Sends(talk, $"{person.Name} {round}");
        }
        catch (SpicoException)
        {
            // A planted refusal: the history has it.
        }
    }

    private static async Task TheSameRequestTwice(Clinic clinic, Func<Task> restart)
    {
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        RequestId id = RequestId.New();
        await alice.Sends(talk, "une fois", requestId: id);
        await alice.Client.PostAsync(talk, "une fois", requestId: id);
    }

    private static async Task ReturnAfterRemoval(Clinic clinic, Func<Task> restart)
    {
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId group = await alice.StartsGroup("Équipe", bob);
        await alice.Sends(group, "avec bob");
        Reading before = await bob.Opens(group);
        await before.Receives("avec bob");
        StreamPosition position = before.Position;
        await before.DisposeAsync();
        await alice.Removes(group, bob);
        await alice.Sends(group, "sans bob");
        try
        {
            Reading after = await bob.Opens(group, position);
            await after.Reaches(position.Seq + 2);
        }
        catch (SpicoException refused) when (refused.Code == ErrorCode.NotAccessible)
        {
            // An honest server may refuse, or end the stream at the removal.
        }
    }

    private static async Task TurnsRed(
        Rule rule, Func<Clinic, Func<Task>, Task> scene, Action<IServiceCollection> plant)
    {
        CheckReport report = await Play(scene, plant);
        Assert.True(report.Verdict == Verdict.Invalid, report.ToString());
        Assert.True(report.Broken.ContainsKey(rule), report.ToString());
    }

    private static async Task<CheckReport> Play(
        Func<Clinic, Func<Task>, Task> scene, Action<IServiceCollection> plant)
    {
        await using PlantedNode node = await PlantedNode.StartAsync(plant);
        var clinic = new Clinic(() => node.Doors, node.Tokens, Way.Tcp);
        CheckReport? report = null;
        try
        {
            await scene(clinic, node.RestartHonestAsync);
            return report = await clinic.Examine();
        }
        finally
        {
            await Close(clinic, mayBeRefused: report?.Verdict == Verdict.Invalid);
        }
    }

    private static async Task Close(Clinic clinic, bool mayBeRefused)
    {
        try
        {
            await clinic.DisposeAsync();
        }
        catch (SpicoException) when (mayBeRefused)
        {
            // A server whose log lies may also have ended a reading with "a defect": it was found out all the same.
        }
    }
}
