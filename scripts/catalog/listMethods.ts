import { type MethodDeclaration, Node, type SourceFile, SyntaxKind, type Type } from 'ts-morph';
import type { StripeSdk } from './stripeSdk.ts';

/** A method of the SDK that lists objects page by page. */
export interface ListMethod {
  /** `InvoiceResource.listLineItems`. */
  readonly name: string;
  /** The endpoint, with `{id}` in the place of each parameter: `/v1/invoices/{id}/lines`. */
  readonly path: string;
  readonly item: Type;
  /** The query parameters by name, each with whether the endpoint insists on it. */
  readonly query: ReadonlyMap<string, { readonly required: boolean }>;
  /** Where the types above are looked at from. */
  readonly node: MethodDeclaration;
}

/** All methods of the v1 API that answer with a list, in the order of their paths. */
export function listMethods(sdk: StripeSdk): ListMethod[] {
  return sdk.resources
    .flatMap((file) => file.getClasses().flatMap((resource) => resource.getMethods()))
    .flatMap((method) => listMethod(sdk, method) ?? [])
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function listMethod(sdk: StripeSdk, method: MethodDeclaration): ListMethod | undefined {
  const answer = method.getReturnType();
  const item = answer.getSymbol()?.getName() === 'ApiListPromise' ? answer.getTypeArguments()[0] : undefined;
  if (item === undefined) {
    return undefined;
  }
  const className = method.getParentIfKindOrThrow(SyntaxKind.ClassDeclaration).getNameOrThrow();
  const implementation = sdk.implementationOf(method.getSourceFile());
  return {
    name: `${className}.${method.getName()}`,
    path: requestPath(implementation, className, method.getName()),
    item: objectType(item),
    query: queryParameters(method),
    node: method,
  };
}

/** Events are a union of one type per kind of event; what they have in common is what a table holds. */
function objectType(item: Type): Type {
  const base = item.isUnion() ? item.getUnionTypes()[0]?.getBaseTypes()[0] : undefined;
  return base ?? item;
}

function queryParameters(method: MethodDeclaration): Map<string, { required: boolean }> {
  const parameters = method.getParameter('params')?.getType().getNonNullableType();
  return new Map(
    parameters?.getProperties().map((property) => [property.getName(), { required: !property.isOptional() }]),
  );
}

/** The second argument of `this._makeRequest('GET', …)`, which the types don't tell. */
function requestPath(file: SourceFile, className: string, methodName: string): string {
  const call = file
    .getClassOrThrow(className)
    .getInstanceMethodOrThrow(methodName)
    .getFirstDescendantOrThrow(
      (node) => Node.isCallExpression(node) && node.getExpression().getText() === 'this._makeRequest',
    )
    .asKindOrThrow(SyntaxKind.CallExpression);
  const argument = call.getArguments()[1];
  if (argument === undefined) {
    throw new Error(`No path in ${className}.${methodName}`);
  }
  return argument
    .getText()
    .slice(1, -1)
    .replace(/\$\{[^}]*\}/g, '{id}');
}
