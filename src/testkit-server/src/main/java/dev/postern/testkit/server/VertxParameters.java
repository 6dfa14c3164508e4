package dev.postern.testkit.server;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** All of vertx-junit5 but its Vert.x instance: a {@code VertxTestContext} is injected and awaited as it does it. */
class VertxParameters implements ParameterResolver, InvocationInterceptor {
    private final VertxExtension vertx = new VertxExtension();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() != Vertx.class && vertx.supportsParameter(parameter, context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return vertx.resolveParameter(parameter, context);
    }

    @Override
    public final void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        vertx.interceptBeforeAllMethod(invocation, method, context);
    }

    @Override
    public final void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        vertx.interceptBeforeEachMethod(invocation, method, context);
    }

    @Override
    public final void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        vertx.interceptTestMethod(invocation, method, context);
    }

    @Override
    public final void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        vertx.interceptTestTemplateMethod(invocation, method, context);
    }

    @Override
    public final void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context) throws Throwable {
        vertx.interceptDynamicTest(invocation, test, context);
    }

    @Override
    public final void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        vertx.interceptAfterEachMethod(invocation, method, context);
    }

    @Override
    public final void interceptAfterAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        vertx.interceptAfterAllMethod(invocation, method, context);
    }
}
